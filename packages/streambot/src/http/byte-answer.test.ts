/** What is answered to conditions and ranges, against models that follow the words of RFC 9110 byte by byte and step by step. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toByteAnswer, type ByteQuestion, type Representation } from './byte-answer.js'
import type { ByteBody } from './byte-body.js'
import { toHttpDate } from './http-date.js'

const MODIFIED_MS = Date.UTC(2024, 1, 29, 12, 30, 45)
const TAG = '"tag"'
const BOUNDARY = 'between'

function representationOf(sizeBytes: number): Representation {
  return {
    sizeBytes,
    validators: { etag: TAG, lastModifiedMs: MODIFIED_MS },
    cacheHeaders: { etag: TAG, 'last-modified': toHttpDate(MODIFIED_MS), 'cache-control': 'public' },
    contentHeaders: { 'content-type': 'video/mp4' },
    acceptRanges: 'bytes',
    hasRange: () => true,
    hasSeveral: true,
  }
}

function answer(sizeBytes: number, headers: ByteQuestion['headers'], method = 'GET') {
  return toByteAnswer(representationOf(sizeBytes), { method, headers, boundary: BOUNDARY })
}

/** The file whose bytes are their own places. */
const fileOf = (sizeBytes: number) => Uint8Array.from({ length: sizeBytes }, (_, at) => at)

/** As it is sent, and read again as a client would. */
function sent(body: ByteBody, file: Uint8Array): Buffer {
  const slice = ({ start, end }: { start: number; end: number }) => file.subarray(start, end + 1)
  if (!body.multipart) return Buffer.from(slice(body.span))
  const { parts, end } = body.multipart
  return Buffer.concat([...parts.flatMap(({ heading, range }) => [heading, slice(range)]), end])
}

/** RFC 2046 §5.1.1 and RFC 9110 §14.6, from the text alone. */
function readMultipart(text: string): { range: string; type: string; bytes: string }[] {
  const [preamble, ...pieces] = `\r\n${text}`.split(`\r\n--${BOUNDARY}`)
  expect([preamble, pieces.at(-1)]).toEqual(['', '--\r\n'])
  return pieces.slice(0, -1).map((piece) => {
    const [, type = '', range = '', bytes = ''] =
      /^\r\nContent-Type: (.*)\r\nContent-Range: bytes (.*)\r\n\r\n(.*)$/s.exec(piece) ?? []
    return { range, type, bytes }
  })
}

describe('several ranges', () => {
  it('come in one body, each with its place, in the order asked', () => {
    const file = fileOf(100)
    const { status, headers, body } = answer(100, { range: 'bytes=90-, 0-9, -0, 400-500, 20-24' })
    expect(status).toBe(206)
    expect(headers).toMatchObject({
      'content-type': `multipart/byteranges; boundary=${BOUNDARY}`,
      etag: TAG,
      'last-modified': toHttpDate(MODIFIED_MS),
      'cache-control': 'public',
    })
    expect(headers).not.toHaveProperty('content-range')
    const bytes = sent(body!, file)
    expect(headers['content-length']).toBe(String(bytes.length))
    const slice = (start: number, end: number) => Buffer.from(file.subarray(start, end)).toString('latin1')
    expect(readMultipart(bytes.toString('latin1'))).toEqual([
      { range: '90-99/100', type: 'video/mp4', bytes: slice(90, 100) },
      { range: '0-9/100', type: 'video/mp4', bytes: slice(0, 10) },
      { range: '20-24/100', type: 'video/mp4', bytes: slice(20, 25) },
    ])
    expect(body!.span).toEqual({ start: 0, end: 99 })
  })

  it('of which one is left are a plain part', () => {
    expect(answer(100, { range: 'bytes=200-300,5-6' })).toMatchObject({
      status: 206,
      headers: { 'content-range': 'bytes 5-6/100', 'content-type': 'video/mp4', 'content-length': '2' },
    })
  })

  it.each(['bytes=0-9,9-10', 'bytes=0-,-1', 'bytes=5-6,0-99', `bytes=${'0-0,'.repeat(17)}1-1`])(
    'that cost more than they are worth (%.20s) are answered with the whole',
    (range) => {
      expect(answer(100, { range })).toMatchObject({ status: 200, headers: { 'content-length': '100' } })
    },
  )

  it('of another unit, of HEAD, or after If-Range that does not fit are answered with the whole', () => {
    expect(answer(100, { range: 'pages=0-1,3-4' }).status).toBe(200)
    expect(answer(100, { range: 'bytes=0-1,3-4' }, 'HEAD').status).toBe(200)
    expect(answer(100, { range: 'bytes=0-1,3-4', 'if-range': '"other"' }).status).toBe(200)
  })
})

const position = fc.oneof(fc.nat(40), fc.bigInt({ min: 0n, max: 10n ** 30n })).map(String)
const spec = fc.oneof(
  fc.tuple(position, position).map(([first, last]) => `${first}-${last}`),
  position.map((first) => `${first}-`),
  position.map((length) => `-${length}`),
  fc.constantFrom('', '-', 'x', '1-2-3'),
)
const rangeHeader = fc.option(
  fc
    .tuple(fc.constantFrom('bytes=', 'bytes=', 'bytes=', 'Bytes=', 'pages='), fc.array(spec, { maxLength: 5 }))
    .map(([unit, specs]) => unit + specs.join(',')),
  { nil: undefined },
)

describe('any Range header', () => {
  it('selects the bytes that the RFC says, and no others', () => {
    fc.assert(
      fc.property(rangeHeader, fc.nat(30), (range, sizeBytes) => {
        const file = fileOf(sizeBytes)
        const { status, headers, body } = answer(sizeBytes, { range })
        const model = modelOfRange(range, sizeBytes)
        const bytes = body ? sent(body, file) : Buffer.alloc(0)
        expect(status).toBe(model.status)
        if (status === 416) {
          expect(headers['content-range']).toBe(`bytes */${sizeBytes}`)
          expect(body).toBeNull()
          return
        }
        expect(headers['content-length']).toBe(String(bytes.length))
        expect(body?.lengthBytes ?? 0).toBe(bytes.length)
        if (model.sets.length < 2) {
          expect([...bytes]).toEqual(model.sets[0] ?? [])
          return
        }
        const parts = readMultipart(bytes.toString('latin1'))
        expect(parts.map((part) => [...Buffer.from(part.bytes, 'latin1')])).toEqual(model.sets)
        expect(parts.map((part) => part.range)).toEqual(model.sets.map((set) => `${set[0]}-${set.at(-1)}/${sizeBytes}`))
      }),
      { numRuns: 3000 },
    )
  })
})

/** Which bytes does the RFC's wording select? Answered by asking every byte of the file. */
function modelOfRange(header: string | undefined, size: number): { status: number; sets: number[][] } {
  const all = Array.from({ length: size }, (_, at) => at)
  const whole = { status: 200, sets: [all] }
  if (header === undefined || !header.toLowerCase().startsWith('bytes=') || size === 0) return whole
  const specs = header
    .slice(6)
    .split(',')
    .filter((part) => part !== '')
  if (specs.length === 0) return whole
  const sets: number[][] = []
  for (const text of specs) {
    const dash = text.split('-')
    const [first = '', last = ''] = dash
    if (dash.length !== 2 || !/^\d*$/.test(first) || !/^\d*$/.test(last) || (first === '' && last === '')) return whole
    if (first !== '' && last !== '' && BigInt(last) < BigInt(first)) return whole
    const isSelected = (at: number) =>
      first === ''
        ? BigInt(size - at) <= BigInt(last)
        : BigInt(at) >= BigInt(first) && (last === '' || BigInt(at) <= BigInt(last))
    const set = all.filter(isSelected)
    if (set.length > 0) sets.push(set)
  }
  if (sets.length === 0) return { status: 416, sets: [] }
  if (sets.length > 1 && new Set(sets.flat()).size < sets.flat().length) return whole
  return { status: 206, sets }
}

const tag = fc.constantFrom(TAG, 'W/"tag"', '"x"', 'W/"x"', '"a,b"')
const tagList = fc.oneof(
  fc.constant('*'),
  fc.constantFrom('', 'tag', '"tag', 'w/"tag"', '"tag" "x"', '"tag";'),
  fc.array(tag, { minLength: 1, maxLength: 3 }).map((tags) => tags.join(', ')),
)
const date = fc.oneof(
  fc.integer({ min: -2, max: 2 }).map((seconds) => toHttpDate(MODIFIED_MS + seconds * 1000)),
  fc.constantFrom('', 'yesterday', '2024-02-29'),
)
const conditions = fc.record(
  {
    'if-match': tagList,
    'if-unmodified-since': date,
    'if-none-match': tagList,
    'if-modified-since': date,
    'if-range': fc.oneof(tag, date),
    range: fc.constantFrom('bytes=0-1', 'bytes=0-1,4-5', 'bytes=50-'),
  },
  { requiredKeys: [] },
)

describe('any conditions', () => {
  it('are weighed in the order of RFC 9110 §13.2.2', () => {
    fc.assert(
      fc.property(conditions, fc.constantFrom('GET', 'HEAD'), (headers, method) => {
        expect(answer(10, headers, method).status).toBe(modelOfConditions(headers, method))
      }),
      { numRuns: 3000 },
    )
  })

  it('get the same head by HEAD as by GET', () => {
    fc.assert(
      fc.property(conditions, ({ range: _, ...headers }) => {
        const [get, head] = [answer(10, headers), answer(10, headers, 'HEAD')]
        expect([head.status, head.headers, head.body]).toEqual([get.status, get.headers, null])
      }),
    )
  })
})

/** §13.2.2, step by step, for a file of 10 bytes. */
function modelOfConditions(asked: ByteQuestion['headers'], method: string): number {
  const listOf = (text: string) => {
    const items = text.split(/, (?=W?\/?")/)
    return items.every((item) => /^(W\/)?"[^"]*"$/.test(item)) ? items : []
  }
  const momentOf = (text: string | undefined) => (text?.endsWith(' GMT') ? Date.parse(text) : null)
  // 1 and 2
  const ifMatch = asked['if-match']
  const unmodified = momentOf(asked['if-unmodified-since'])
  if (ifMatch !== undefined) {
    if (ifMatch !== '*' && !listOf(ifMatch).includes(TAG)) return 412
  } else if (unmodified !== null && MODIFIED_MS > unmodified) return 412
  // 3 and 4
  const noneMatch = asked['if-none-match']
  const modified = momentOf(asked['if-modified-since'])
  if (noneMatch !== undefined) {
    if (noneMatch === '*' || listOf(noneMatch).some((item) => item === TAG || item === `W/${TAG}`)) return 304
  } else if (modified !== null && MODIFIED_MS <= modified) return 304
  // 5 and 6
  const ifRange = asked['if-range']
  const isSame = ifRange === undefined || ifRange === TAG || momentOf(ifRange) === MODIFIED_MS
  if (method !== 'GET' || asked.range === undefined || !isSame) return 200
  return asked.range === 'bytes=50-' ? 416 : 206
}
