import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toSafeFileName } from './file-name.js'

describe('toSafeFileName', () => {
  it.each([
    ['Holiday 2024 (final).mp4', 'Holiday 2024 (final).mp4'],
    ['файл 文件 ファイル.mkv', 'файл 文件 ファイル.mkv'],
    ["it's 100% [ok] #1 & more;.txt", "it's 100% [ok] #1 & more;.txt"],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\system32', 'C__Windows_system32'],
    ['a\r\nSet-Cookie: x=1.txt', 'a Set-Cookie_ x=1.txt'],
    ['say "hello".txt', "say 'hello'.txt"],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['nul\0byte\x07.bin', 'nulbyte.bin'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['LPT1.tar.gz', '_LPT1.tar.gz'],
    ['console.log', 'console.log'],
    ['name.txt. . .', 'name.txt'],
    ['.bashrc', 'bashrc'],
    ['  spaced  ', 'spaced'],
    ['', 'file'],
    ['...', 'file'],
    ['\n\t', 'file'],
    ['a\ud800b.txt', 'a_b.txt'],
    ['👩‍👩‍👧‍👦.png', '👩‍👩‍👧‍👦.png'],
    ['e\u0301.txt', '\u00e9.txt'],
    ['e\u200b\u0301.txt', '\u00e9.txt'],
  ])('turns %j into %j', (name, safe) => {
    expect(toSafeFileName(name)).toBe(safe)
  })

  it('cuts 300 emoji with quotes and newlines to 255 bytes between emoji, and keeps the extension', () => {
    const safe = toSafeFileName(`"${'👨‍👩‍👧'.repeat(300)}"\n.mp4`)
    expect(safe).toMatch(/^'(👨‍👩‍👧)+\.mp4$/u)
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(255)
    expect(Buffer.byteLength(safe)).toBeGreaterThan(235)
  })

  it('keeps something of a name that is one endless character', () => {
    expect(toSafeFileName(`a${'\u0301'.repeat(1000)}.txt`)).toBe('file.txt')
  })

  it('does not take the end of a long sentence for an extension', () => {
    const safe = toSafeFileName(`Chapter 1. ${'word '.repeat(100)}`)
    expect(safe.startsWith('Chapter 1. word')).toBe(true)
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(255)
  })

  it('always gives a safe name, and leaves safe names alone', () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom(
          '.',
          ' ',
          '/',
          '\\',
          '"',
          '\n',
          '\r',
          '\0',
          '\u202e',
          'con',
          'é',
          '\u0301',
          '\u200b',
          '👍',
          '👨‍👩‍👧',
          '\ud800',
          ':',
          'a',
        ),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      maxLength: 400,
    })
    fc.assert(
      fc.property(nasty, (name) => {
        const safe = toSafeFileName(name)
        expect(safe).not.toBe('')
        expect(safe).not.toMatch(/[\p{Cc}\p{Surrogate}/\\:*?"<>|\u202a-\u202e\u2066-\u2069]/u)
        expect(safe).not.toMatch(/^[\s.]|[\s.]$/u)
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(255)
        expect(toSafeFileName(safe)).toBe(safe)
        expect(safe.normalize('NFC')).toBe(safe)
      }),
    )
  })
})
