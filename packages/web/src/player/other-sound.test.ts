import { expect, it } from 'vitest'
import { otherSound } from './other-sound.js'
import type { SoundTrack } from './tracks/film-tracks.js'

const soundOf = (id: number, codecName: string): SoundTrack => ({
  id,
  language: 'en',
  title: '',
  codecName,
  codecs: [codecName],
  plainType: '',
})
const isDecodable = ({ codecName }: SoundTrack) => codecName === 'AAC' || codecName === 'Opus'

it.each([
  ['the first of the others that can be decoded', ['DTS', 'AC-3', 'AAC', 'Opus'], 3],
  ['one that comes after a first that should have been heard', ['AAC', 'Opus'], 2],
  ['none where none can be', ['DTS', 'AC-3'], null],
  ['none of a film with one sound', ['AAC'], null],
  ['none of a film with none', [], null],
])('offers %s', (_what, kinds, id) => {
  const sounds = kinds.map((kind, index) => soundOf(index + 1, kind))
  expect(otherSound(sounds, isDecodable)?.id ?? null).toBe(id)
})
