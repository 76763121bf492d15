import { describe, expect, it } from 'vitest'
import { HttpReader, MAX_READ_BYTES } from './http-reader.js'

const FILE = Uint8Array.from({ length: 100 }, (_, i) => i)
const never = new AbortController().signal

interface Answer {
  readonly status?: number
  readonly range?: string
  readonly body?: Uint8Array
}

/** Answers as told, in turn, and rightly after that. */
function open(...answers: readonly (Answer | Error)[]) {
  const asked: string[] = []
  const server: typeof fetch = (_url, init) => {
    const range = new Headers(init?.headers).get('range') ?? ''
    const [, start = 0, last = 0] = /^bytes=(\d+)-(\d+)$/.exec(range)?.map(Number) ?? []
    const answer = answers[asked.push(range) - 1] ?? {}
    if (answer instanceof Error) return Promise.reject(answer)
    const { status = 206, body = FILE.slice(start, last + 1) } = answer
    const headers = { 'content-range': answer.range ?? `bytes ${start}-${last}/100` }
    return Promise.resolve(new Response(Uint8Array.from(body), { status, headers }))
  }
  return { asked, reader: new HttpReader('http://here/film', FILE.length, server, [0, 0]) }
}

describe('reading a film by ranges', () => {
  it('asks for exactly what is wanted, and for nothing beyond the end', async () => {
    const { reader, asked } = open()
    expect(await reader.read(10, 20, never)).toEqual(FILE.slice(10, 20))
    expect(await reader.read(95, 200, never)).toEqual(FILE.slice(95))
    expect(await reader.read(100, 200, never)).toEqual(new Uint8Array())
    expect(asked).toEqual(['bytes=10-19', 'bytes=95-99'])
  })

  it.each<[string, Answer | Error]>([
    ['a network that is away', new TypeError('Failed to fetch')],
    ['a server that asks for patience', { status: 429 }],
    ['a server that restarts', { status: 503 }],
    ['an answer that breaks off', { body: FILE.slice(0, 3) }],
  ])('tries again after %s, twice', async (_what, trouble) => {
    expect(await open(trouble, trouble).reader.read(0, 9, never)).toEqual(FILE.slice(0, 9))
    const { reader, asked } = open(trouble, trouble, trouble)
    await expect(reader.read(0, 9, never)).rejects.toThrow()
    expect(asked).toHaveLength(3)
  })

  it.each<[string, Answer]>([
    ['the whole file', { status: 200 }],
    ['other bytes', { range: 'bytes 1-9/100' }],
    ['a refusal', { status: 410 }],
  ])('takes no %s for what it asked for', async (_what, answer) => {
    const { reader, asked } = open(answer)
    await expect(reader.read(0, 9, never)).rejects.toThrow('instead of these bytes')
    expect(asked).toHaveLength(1)
  })

  it('stops when nobody waits, also between two tries', async () => {
    const abort = new AbortController()
    const { reader, asked } = open(new TypeError('Failed to fetch'))
    const slow = new HttpReader('http://here/film', 100, () => Promise.reject(new TypeError('away')), [3_600_000])
    const reading = slow.read(0, 9, abort.signal)
    abort.abort()
    await expect(reading).rejects.toThrow('aborted')
    await expect(reader.read(0, 9, abort.signal)).rejects.toThrow('aborted')
    expect(asked).toHaveLength(0)
  })

  it('refuses to hold more than is sensible', async () => {
    const reader = new HttpReader('http://here/film', 1e9, () => Promise.reject(new Error('asked')))
    await expect(reader.read(0, MAX_READ_BYTES + 1, never)).rejects.toThrow(RangeError)
  })
})
