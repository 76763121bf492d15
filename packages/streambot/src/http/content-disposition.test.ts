import contentDisposition from 'content-disposition'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toSafeFileName } from '../core/file-name.js'
import { toContentDisposition } from './content-disposition.js'

describe('toContentDisposition', () => {
  it.each([
    ['plain.txt', 'attachment; filename="plain.txt"'],
    ['Übung.pdf', `attachment; filename="Ubung.pdf"; filename*=UTF-8''%C3%9Cbung.pdf`],
    ['日本.mp4', `attachment; filename="file.mp4"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.mp4`],
    ['100%41.txt', `attachment; filename="100_41.txt"; filename*=UTF-8''100%2541.txt`],
    ['a"b\r\nX: y.txt', `attachment; filename="a'b X_ y.txt"`],
  ])('names %j', (name, header) => {
    expect(toContentDisposition(name, 'attachment')).toBe(header)
  })

  it('is one line of ASCII that gives the safe name back, whatever the sender wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const header = toContentDisposition(name, 'inline')
        expect(header).toMatch(/^inline; [\x20-\x7e]+$/)
        expect(contentDisposition.parse(header).parameters['filename']).toBe(toSafeFileName(name))
      }),
    )
  })

  it.each([
    'фильм.mkv',
    '映画.mp4',
    'فيلم.mp4',
    'फ़िल्म.mp4',
    '영화.mp4',
    'שיר.mp3',
    'ไฟล์.txt',
    '🎬.mp4',
    'İstanbul ß.txt',
  ])('gives %s back', (name) => {
    expect(contentDisposition.parse(toContentDisposition(name, 'attachment')).parameters['filename']).toBe(name)
  })
})
