import { expect, it } from 'vitest'
import { toTrackLabel } from './track-label.js'

it.each([
  [{ language: 'eng', title: '', codecName: 'AAC' }, 'English (AAC)'],
  [{ language: 'ger', title: 'Kommentar', codecName: 'AC-3' }, 'German · Kommentar (AC-3)'],
  [{ language: 'pt-BR', title: '', codecName: 'SRT' }, 'Brazilian Portuguese (SRT)'],
  [{ language: '', title: '', codecName: 'SRT' }, 'Track 3 (SRT)'],
  [{ language: 'no such language', title: ' ', codecName: 'SRT' }, 'Track 3 (SRT)'],
  [{ language: '', title: 'x'.repeat(500), codecName: 'SRT' }, `${'x'.repeat(60)} (SRT)`],
])('calls a track what a person calls it: %j', (track, label) => {
  expect(toTrackLabel(track, 3)).toBe(label)
})
