import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BEGINNINGS } from './file-beginnings.fixture.js'
import { isGenericType, trueType } from './true-type.js'

type Beginning = keyof typeof BEGINNINGS

const GENERIC = 'application/octet-stream'

describe('a file without a type', () => {
  it.each<[Beginning, string, string]>([
    ['mp4', 'video.bin', 'video/mp4'],
    ['m4a', 'song', 'audio/mp4'],
    ['matroska', 'film.mp4', 'video/x-matroska'],
    ['jpeg', 'a', 'image/jpeg'],
    ['pdf', 'a', 'application/pdf'],
    ['zip', 'a.zip', 'application/zip'],
    ['exe', 'a.mp4', 'application/x-msdownload'],
  ])('that begins as %s is taken for what it is', async (beginning, name, mimeType) => {
    for (const declared of [GENERIC, '', 'application/x-download', 'Application/Octet-Stream; x=y']) {
      expect(await trueType(declared, name, BEGINNINGS[beginning])).toMatchObject({ mimeType, isLie: false })
    }
  })

  it.each<[Beginning, string]>([
    ['zip', 'App.APK'],
    ['zip', 'letter.docx'],
    ['gzip', 'sticker.tgs'],
    ['cfb', 'letter.doc'],
    ['text', 'notes'],
    ['textLikeExe', 'notes'],
    ['nothing', 'empty'],
  ])('that begins as %s and is called %s stays without one', async (beginning, name) => {
    expect(await trueType(GENERIC, name, BEGINNINGS[beginning])).toEqual({
      mimeType: GENERIC,
      seen: null,
      isLie: false,
    })
  })
})

describe('a declared type', () => {
  it.each<[string, Beginning]>([
    ['video/mp4', 'mp4'],
    ['audio/mp4', 'mp4'],
    ['video/mp4', 'm4a'],
    ['video/quicktime', 'mp4'],
    ['video/mp4', 'quicktime'],
    ['audio/x-matroska', 'matroska'],
    ['video/webm', 'matroska'],
    ['audio/opus', 'ogg'],
    ['image/x-nikon-nef', 'tiff'],
    ['application/vnd.android.package-archive', 'zip'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'zip'],
    ['application/epub+zip', 'zip'],
    ['application/x-tgsticker', 'gzip'],
    ['application/msword', 'cfb'],
    ['application/x-msi', 'cfb'],
    ['image/svg+xml', 'xml'],
    ['text/html', 'xml'],
    ['text/plain', 'text'],
    ['text/plain', 'textLikeExe'],
    ['text/plain', 'utf16'],
    ['application/json', 'nothing'],
    ['application/x-something', 'text'],
    ['video/mp4', 'text'],
    ['image/jpeg', 'jpeg'],
  ])('%s stays for a file that begins as %s', async (declared, beginning) => {
    expect(await trueType(declared, 'name', BEGINNINGS[beginning])).toMatchObject({ mimeType: declared, isLie: false })
  })

  it.each<[string, Beginning, string]>([
    ['video/mp4', 'matroska', 'video/x-matroska'],
    ['video/x-matroska', 'mp4', 'video/mp4'],
    ['video/webm', 'quicktime', 'video/quicktime'],
    ['image/jpeg', 'png', 'image/png'],
    ['audio/mpeg', 'flac', 'audio/flac'],
    ['application/zip', 'rar', 'application/x-rar-compressed'],
    ['application/x-zip-compressed', 'zip', 'application/zip'],
    ['application/x-gtar', 'gzip', 'application/gzip'],
  ])('%s of a file that begins as %s is corrected to %s, and is no lie', async (declared, beginning, mimeType) => {
    expect(await trueType(declared, 'name', BEGINNINGS[beginning])).toMatchObject({ mimeType, isLie: false })
  })

  it.each<[string, Beginning, string]>([
    ['video/mp4', 'exe', '.exe'],
    ['image/png', 'zip', '.zip'],
    ['application/pdf', 'zip', '.zip'],
    ['text/plain', 'elf', '.elf'],
    ['text/plain', 'zip', '.zip'],
    ['audio/mpeg', 'matroska', '.mkv'],
    ['image/jpeg', 'mp4', '.mp4'],
    ['application/zip', 'exe', '.exe'],
    ['application/x-something', 'exe', '.exe'],
  ])('%s of a file that begins as %s is a lie', async (declared, beginning, extension) => {
    const found = await trueType(declared, 'name', BEGINNINGS[beginning])
    expect(found).toMatchObject({ isLie: true, seen: { extension } })
    expect(found.mimeType).toBe(found.seen?.mimeType)
  })
})

describe('any bytes', () => {
  const beginnings = fc.constantFrom(...Object.values(BEGINNINGS))
  const bytes = fc
    .tuple(beginnings, fc.uint8Array({ maxLength: 200 }), fc.nat(60))
    .map(([beginning, rest, length]) => Buffer.concat([beginning.subarray(0, length), rest]))
  const types = fc.constantFrom('', GENERIC, 'text/plain', 'video/mp4', 'image/png', 'application/x-foo', 'no type')

  it('are looked at without failing; a lie always names what was seen, a text never does', async () => {
    await fc.assert(
      fc.asyncProperty(types, bytes, async (declared, firstBytes) => {
        const found = await trueType(declared, 'name', firstBytes)
        if (found.isLie) expect(found.mimeType).toBe(found.seen?.mimeType)
        if (found.isLie) expect(isGenericType(declared)).toBe(false)
        if (!found.seen) expect(found).toEqual({ mimeType: declared, seen: null, isLie: false })
      }),
      { numRuns: 500 },
    )
  })

  it('of a text leave the type of a text alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        const found = await trueType('text/plain', 'name', Buffer.from(text.replace(/[^\x20-\x7e]/g, '')))
        expect(found.mimeType).toBe('text/plain')
      }),
    )
  })
})
