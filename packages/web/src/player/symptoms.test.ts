import { describe, expect, it } from 'vitest'
import { symptomsOf } from './symptoms.js'

const film = { readyState: 4, currentTime: 5, videoWidth: 1920 }

describe('a browser that plays', () => {
  it('without a picture, because the width of the video is 0, is told apart', () => {
    expect(symptomsOf({ ...film, videoWidth: 0 }, 0, false)).toEqual(['no_picture'])
    expect(symptomsOf({ ...film, readyState: 0, videoWidth: 0 }, 0, false)).toEqual([])
    expect(symptomsOf(film, 0, false)).toEqual([])
  })

  it('sound only has no picture to miss', () => {
    expect(symptomsOf({ readyState: 4, currentTime: 5, webkitAudioDecodedByteCount: 1 }, 5, false)).toEqual([])
  })

  it.each([
    ['Chromium', { webkitAudioDecodedByteCount: 0 }, { webkitAudioDecodedByteCount: 4096 }],
    ['Firefox', { mozHasAudio: false }, { mozHasAudio: true }],
    ['Safari', { audioTracks: { length: 0 } }, { audioTracks: { length: 1 } }],
  ])('without sound is told apart in %s, after two seconds', (_browser, silent, loud) => {
    expect(symptomsOf({ ...film, ...silent }, 2, false)).toEqual(['no_sound'])
    expect(symptomsOf({ ...film, ...silent }, 1.9, false)).toEqual([])
    expect(symptomsOf({ ...film, ...loud }, 60, false)).toEqual([])
  })

  it('what is silent by nature is not missing its sound', () => {
    expect(symptomsOf({ ...film, webkitAudioDecodedByteCount: 0 }, 60, true)).toEqual([])
  })

  it('is believed where it says nothing of sound', () => {
    expect(symptomsOf(film, 60, false)).toEqual([])
  })
})
