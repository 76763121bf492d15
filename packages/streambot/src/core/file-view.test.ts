import { expect, it } from 'vitest'
import { isPlayable, toFileView } from './file-view.js'

it.each([
  ['video/mp4', 'film', 'video'],
  ['application/octet-stream', 'Film.MKV', 'video'],
  ['', 'film.webm', 'video'],
  ['audio/ogg', 'voice', 'audio'],
  ['application/octet-stream', 'song.mp3', 'audio'],
  ['image/png', 'map', 'image'],
  ['application/pdf', 'report', 'pdf'],
  ['text/plain', 'notes.txt', 'text'],
  ['application/octet-stream', 'settings.json', 'text'],
  ['application/x-subrip', 'film.srt', 'text'],
  ['image/svg+xml', 'drawing.svg', 'text'],
  ['application/zip', 'film.zip', 'other'],
  ['application/octet-stream', 'no ending', 'other'],
  ['application/zip', 'film.mp4', 'other'],
])('%s named %j is shown as %s', (mimeType, name, view) => {
  expect(toFileView({ mimeType, name })).toBe(view)
})

it('calls playable what has sound or moving pictures, whatever tells so', () => {
  const named = ['film.mkv', 'song.flac', 'map.png', 'all.zip'].map((name) => ({ mimeType: '', name }))
  expect(named.map(isPlayable)).toEqual([true, true, false, false])
})
