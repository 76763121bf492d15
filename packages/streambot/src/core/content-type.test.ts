import { describe, expect, it } from 'vitest'
import { extensionFor, toServedType } from './content-type.js'

describe('toServedType', () => {
  it.each(['video/mp4', 'video/x-matroska', 'audio/mpeg', 'image/png', 'image/webp', 'application/pdf'])(
    'shows %s inline',
    (type) => {
      expect(toServedType(type, 'inline')).toEqual({ contentType: type, disposition: 'inline' })
      expect(toServedType(type, 'attachment')).toEqual({ contentType: type, disposition: 'attachment' })
    },
  )

  it('shows plain text as plain text, in a charset that leaves no guessing', () => {
    expect(toServedType('text/plain; charset=utf-7', 'inline')).toEqual({
      contentType: 'text/plain; charset=utf-8',
      disposition: 'inline',
    })
  })

  it.each([
    'text/html',
    'TEXT/HTML; charset=utf-8',
    'application/xhtml+xml',
    'image/svg+xml',
    'text/xml',
    'application/xml',
    'text/javascript',
    'application/x-javascript',
    'application/wasm',
    'text/css',
    'multipart/x-mixed-replace',
    'not a type',
    'text/html\r\nX-Evil: 1',
    '',
  ])('never sends %j as itself', (type) => {
    const generic = { contentType: 'application/octet-stream', disposition: 'attachment' }
    expect(toServedType(type, 'inline')).toEqual(generic)
    expect(toServedType(type, 'attachment')).toEqual(generic)
  })

  it('keeps a harmless type on a download, and downloads it when inline was asked', () => {
    expect(toServedType('application/zip', 'attachment').contentType).toBe('application/zip')
    expect(toServedType('application/zip', 'inline')).toEqual({
      contentType: 'application/octet-stream',
      disposition: 'attachment',
    })
  })
})

describe('extensionFor', () => {
  it('knows what Telegram sends without a name, and says nothing of the rest', () => {
    expect(extensionFor('video/mp4')).toBe('.mp4')
    expect(extensionFor('IMAGE/JPEG; x=y')).toBe('.jpg')
    expect(extensionFor('application/octet-stream')).toBe('')
    expect(extensionFor('constructor')).toBe('')
  })
})
