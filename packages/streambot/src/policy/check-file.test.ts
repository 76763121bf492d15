import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MediaFile } from '../core/media-file.js'
import { checkFile, checkTrueType, hasTypeRules, type FileRules } from './check-file.js'
import { BEGINNINGS } from './file-beginnings.fixture.js'
import { trueType } from './true-type.js'

const file = (overrides: Partial<MediaFile> = {}): MediaFile => ({
  kind: 'document',
  name: 'film.mp4',
  mimeType: 'video/mp4',
  sizeBytes: 1000,
  telegramFileId: '5',
  durationSeconds: null,
  width: null,
  height: null,
  ...overrides,
})

const rules = (allowed: readonly string[] = [], denied: readonly string[] = []): FileRules => ({
  maxSizeBytes: null,
  types: { allowed, denied },
})

describe('the size', () => {
  it('may be the limit and not a byte more, and also nothing at all', () => {
    const limited = { ...rules(), maxSizeBytes: 1000 }
    expect(checkFile(limited, file())).toBeNull()
    expect(checkFile(limited, file({ sizeBytes: 0 }))).toBeNull()
    expect(checkFile(limited, file({ sizeBytes: 1001 }))).toEqual({
      reason: 'file_too_large',
      sizeBytes: 1001,
      maxSizeBytes: 1000,
    })
    expect(checkFile(rules(), file({ sizeBytes: 2 ** 40 }))).toBeNull()
  })
})

describe('the declared type', () => {
  it.each<[string, FileRules, Partial<MediaFile>, boolean]>([
    ['is free without rules', rules(), { mimeType: 'application/x-msdownload' }, true],
    ['is allowed as a whole family', rules(['video/*']), {}, true],
    ['is allowed by its name', rules(['video/mp4']), {}, true],
    ['is allowed by its extension', rules(['.mp4']), { mimeType: 'application/x-foo' }, true],
    ['is allowed whatever its parameters', rules(['video/mp4']), { mimeType: 'video/mp4; codecs=avc1' }, true],
    ['is not allowed as another', rules(['video/webm', '.webm', 'image/*']), {}, false],
    ['is not a beginning of a family', rules(['video/*']), { mimeType: 'videos/mp4' }, false],
    ['may be missing until the bytes are seen', rules(['video/*']), { mimeType: 'application/octet-stream' }, true],
    ['is denied as a whole family', rules([], ['video/*']), {}, false],
    ['is denied by its extension', rules([], ['.mp4']), { name: 'FILM.MP4' }, false],
    ['is denied in spite of being allowed', rules(['video/*'], ['.mp4']), {}, false],
    [
      'is denied even when missing',
      rules([], ['.exe']),
      { mimeType: 'application/octet-stream', name: 'a.exe' },
      false,
    ],
    ['is denied by what the name will be once saved', rules([], ['.exe']), { name: 'a.exe. . ' }, false],
    ['is denied by what the name looks like without tricks', rules([], ['.exe']), { name: 'a.e\u202exe' }, false],
    ['is denied by a double extension', rules([], ['.tar.gz']), { name: 'a.tar.gz' }, false],
    ['is not denied by a dot-less end', rules([], ['.exe']), { name: 'texexe' }, true],
  ])('%s', (_, typeRules, overrides, isFine) => {
    const refusal = checkFile(typeRules, file(overrides))
    expect(refusal === null).toBe(isFine)
    if (refusal) expect(refusal).toMatchObject({ reason: 'type_not_allowed', allowed: typeRules.types.allowed })
  })
})

describe('the type that the bytes show', () => {
  const judge = async (typeRules: FileRules, overrides: Partial<MediaFile>, firstBytes: Uint8Array) => {
    const sent = file(overrides)
    return checkTrueType(typeRules, sent, await trueType(sent.mimeType, sent.name, firstBytes))
  }

  it.each<[string, FileRules, Partial<MediaFile>, keyof typeof BEGINNINGS, boolean]>([
    ['is free without rules, lie or not', rules(), {}, 'exe', true],
    ['is denied however it was declared', rules([], ['.exe']), {}, 'exe', false],
    ['is denied by its own MIME type', rules([], ['application/x-msdownload']), {}, 'exe', false],
    ['is denied in a sibling’s clothes', rules([], ['video/x-matroska']), {}, 'matroska', false],
    ['has to be allowed itself when the sender lied', rules(['video/*', '.mp4']), {}, 'exe', false],
    ['is allowed when the sender lied about something allowed', rules(['video/*', '.png']), {}, 'png', true],
    ['is allowed for a sibling of an allowed one', rules(['video/mp4']), {}, 'matroska', true],
    ['is allowed for a file without a type', rules(['video/*']), { mimeType: '', name: 'a' }, 'mp4', true],
    ['is refused for a file without a type', rules(['video/*']), { mimeType: '', name: 'a' }, 'zip', false],
    ['is refused where nobody knows it', rules(['video/*']), { mimeType: '', name: 'a' }, 'text', false],
    ['is allowed by the name where nobody knows it', rules(['.txt']), { mimeType: '', name: 'a.txt' }, 'text', true],
    ['leaves an APK an APK', rules(['.apk']), { mimeType: '', name: 'a.apk' }, 'zip', true],
    ['does not make a ZIP of an APK', rules([], ['.zip']), { mimeType: '', name: 'a.apk' }, 'zip', true],
    ['makes a ZIP of one with a made-up name', rules([], ['.zip']), { mimeType: '', name: 'a.foo' }, 'zip', false],
  ])('%s', async (_, typeRules, overrides, beginning, isFine) => {
    expect((await judge(typeRules, overrides, BEGINNINGS[beginning])) === null).toBe(isFine)
  })

  it('never passes what a denied pattern names, whatever was declared', async () => {
    const declared = fc.record({
      mimeType: fc.constantFrom('video/mp4', 'image/png', 'text/plain', 'application/x-foo', '', 'application/zip'),
      name: fc.constantFrom('a.mp4', 'a.png', 'a', 'a.txt'),
    })
    await fc.assert(
      fc.asyncProperty(declared, fc.constantFrom(['.exe'], ['application/*']), async (overrides, denied) => {
        for (const typeRules of [rules([], denied), rules([overrides.mimeType, 'video/*', '.txt'], denied)]) {
          const refusal = checkFile(typeRules, file(overrides)) ?? (await judge(typeRules, overrides, BEGINNINGS.exe))
          expect(refusal).toMatchObject({ reason: 'type_not_allowed' })
        }
      }),
    )
  })
})

it('says whether there is anything to look for', () => {
  expect(hasTypeRules(rules())).toBe(false)
  expect(hasTypeRules(rules(['video/*']))).toBe(true)
  expect(hasTypeRules(rules([], ['.exe']))).toBe(true)
})
