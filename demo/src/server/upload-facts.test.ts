import { expect, it } from 'vitest'
import { readUploadFacts } from './upload-facts.js'

it('reads name, type, measures and key as the page encodes them', () => {
  const headers = {
    'x-file-name': encodeURIComponent('Ünïcode 🎬 "film"\n.mp4'),
    'x-file-type': encodeURIComponent('video/mp4'),
    'x-media': encodeURIComponent('width=1920&height=1080&duration=12.5'),
    'x-upload-key': '0b5c-1',
  }
  expect(readUploadFacts(headers)).toEqual({
    name: 'Ünïcode 🎬 "film"\n.mp4',
    mimeType: 'video/mp4',
    media: { width: 1920, height: 1080, durationSeconds: 12.5 },
    uploadKey: '0b5c-1',
  })
})

it('believes nothing that does not fit', () => {
  const nothing = { name: null, mimeType: null, media: null, uploadKey: null }
  expect(readUploadFacts({})).toEqual(nothing)
  const nonsense = {
    'x-file-name': '%',
    'x-file-type': 'no type',
    'x-media': 'width=-1&duration=x',
    'x-upload-key': '<b>',
  }
  expect(readUploadFacts(nonsense)).toEqual(nothing)
})
