import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readForm } from './read-form.js'

const never = new AbortController().signal
const TYPE = 'multipart/form-data; boundary=b'
const KIB = 1024

const field = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const file = (content: string, name = 'a.bin', type = 'text/plain') =>
  `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`
const END = '--b--\r\n'

async function* cut(text: string, at: readonly number[] = []): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  const places = [...new Set(at.map((place) => place % bytes.length))].sort((a, b) => a - b)
  for (const [n, start] of [0, ...places].entries()) {
    yield await Promise.resolve(bytes.subarray(start, places[n] ?? bytes.length))
  }
}

/** What comes of it, or why nothing does. */
async function read(chunks: AsyncIterable<Uint8Array>, type = TYPE) {
  try {
    const { chunks: content, ...about } = await readForm(type, chunks, never)
    let text = ''
    for await (const chunk of content) text += Buffer.from(chunk).toString('latin1')
    return { ...about, text }
  } catch (error) {
    return (error as Error).message
  }
}

describe('a form', () => {
  it('says the same wherever it is cut', async () => {
    const content = 'one\r\n--\r\n--c\r\n-two'
    const form = field('owner', '7') + file(content, 'ü – 電.bin', 'Text/Plain; charset=utf-8') + END
    const expected = { name: 'ü – 電.bin', mimeType: 'text/plain', fields: { owner: '7' }, text: content }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(form.length), { maxLength: 30 }), async (at) => {
        expect(await read(cut(form, at))).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })

  it('may hold an empty file', async () => {
    expect(await read(cut(file('') + END))).toMatchObject({ name: 'a.bin', text: '' })
  })

  it.each([
    ['no file', field('owner', '7') + END, /holds no file/],
    ['nothing', END, /holds no file|no form/],
    ['two files', file('a') + file('b') + END, /more than one file/],
    ['a file without a name', file('a', '') + END, /without a name/],
    ['a field behind the file', file('a') + field('owner', '7') + END, /"owner" behind the file/],
    ['a field twice', field('owner', '7') + field('owner', '8') + file('a') + END, /"owner" twice/],
    ['a field that is too long', field('owner', '7'.repeat(1025)) + file('a') + END, /too long/],
    ['many fields', Array.from({ length: 9 }, (_, n) => field(`${n}`, '')).join('') + file('a') + END, /too many/],
    ['no end', field('owner', '7') + file('a'), /ends before/],
    ['an end in the middle of the file', file('a').slice(0, -3), /ends/],
    ['another boundary', (file('a') + END).replaceAll('--b', '--c'), /ends before|no file/],
    ['more than it should in front', `${'x'.repeat(70 * KIB)}\r\n${file('a')}${END}`, /too much beside/],
    ['names that objects have', field('__proto__', 'x') + field('__proto__', 'y') + file('a') + END, /twice/],
  ])('with %s is refused', async (_, form, why) => {
    expect(await read(cut(form, [1000, 70 * KIB]))).toMatch(why)
  })

  it('that never ends behind its file is refused', async () => {
    async function* endless() {
      yield* cut(`${file('a')}${END}`)
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve))
        yield Buffer.alloc(16 * KIB, 'x')
      }
    }
    expect(await read(endless())).toMatch(/too much beside/)
  })

  it('without a boundary is none', async () => {
    expect(await read(cut(file('a') + END), 'multipart/form-data')).toMatch(/boundary/)
  })

  it('hands on what cuts it off', async () => {
    async function* breaking() {
      yield* cut(file('abc').slice(0, -3))
      throw new Error('gone')
    }
    expect(await read(breaking())).toBe('gone')
  })

  it('is read no faster than its file is, and not at all once nobody reads', async () => {
    let asked = 0
    async function* large() {
      yield* cut(file('').slice(0, -2))
      for (; asked < 1000; asked++) {
        await new Promise((resolve) => setImmediate(resolve))
        yield Buffer.alloc(64 * KIB, 'x')
      }
    }
    const over = new AbortController()
    const { chunks } = await readForm(TYPE, large(), over.signal)
    for (let n = 0; n < 50; n++) await new Promise((resolve) => setImmediate(resolve))
    expect(asked).toBeLessThan(5)
    const content = chunks[Symbol.asyncIterator]()
    for (let n = 0; n < 20; n++) await content.next()
    expect(asked).toBeGreaterThan(15)
    over.abort(new Error('left'))
    await expect(content.next().then(() => content.next())).rejects.toThrow('left')
    const before = asked
    for (let n = 0; n < 50; n++) await new Promise((resolve) => setImmediate(resolve))
    expect(asked).toBeLessThanOrEqual(before + 1)
  })
})
