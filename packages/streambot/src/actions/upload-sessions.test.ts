import { describe, expect, it } from 'vitest'
import type { OpenUpload } from '../ports/uploads.js'
import type { FileUploads } from './upload-file.js'
import { UPLOAD_IDLE_MS, UploadSessions, UploadTakenOverError, type SessionWish } from './upload-sessions.js'

const never = new AbortController().signal
const sender = { tokenId: 'a', actor: 'token:a' } as const
const wish: SessionWish = { name: 'a', mimeType: 'text/plain', sizeBytes: 5, ownerId: null, labels: { filename: 'a' } }
const linked = { ok: true, link: { id: 'link' }, downloadUrl: 'http://x/dl/t' } as Awaited<
  ReturnType<FileUploads['complete']>
>

async function* of(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text))
}

/** @param outcomes of completing, one after the other */
function setUp(outcomes: (typeof linked | Error)[] = [linked]) {
  const clock = { nowMs: 0, now: () => clock.nowMs }
  const requests: string[] = []
  const opened: { receivedBytes: number }[] = []
  const sessions = new UploadSessions({
    clock,
    files: {
      maxSizeBytes: () => 100,
      begin: () => {
        const upload = { receivedBytes: 0 }
        opened.push(upload)
        return Promise.resolve({ ok: true, upload: upload as unknown as OpenUpload })
      },
      receive: async (upload, chunks, _max, signal) => {
        const source = chunks[Symbol.asyncIterator]()
        const stopped = new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error))
        })
        for (;;) {
          const next = await Promise.race([source.next(), stopped])
          if (next.done) return null
          ;(upload as { receivedBytes: number }).receivedBytes += next.value.length
        }
      },
      complete: (_actor, upload, _owner, request) => {
        requests.push(request)
        const outcome = outcomes.shift()
        if (!(outcome instanceof Error) && outcome) return Promise.resolve(outcome)
        ;(upload as { receivedBytes: number }).receivedBytes--
        return Promise.reject(outcome ?? new Error('completed once too often'))
      },
    },
  })
  const begin = (id = 'one') => sessions.begin(sender, id, wish)
  const write = (...texts: string[]) => sessions.write('a', 'one', of(...texts), never)
  return { sessions, clock, begin, write, requests, opened }
}

describe('an upload', () => {
  it('goes on where it was, and becomes a link with its last byte, once', async () => {
    const { sessions, begin, write, requests } = setUp()
    expect(await begin()).toBeNull()
    await write('ab')
    expect(sessions.find('a', 'one')).toMatchObject({ receivedBytes: 2, outcome: { kind: 'open' } })
    await write('c', 'de')
    expect(sessions.find('a', 'one')).toMatchObject({ receivedBytes: 5, outcome: { kind: 'linked', linkId: 'link' } })
    expect(requests).toHaveLength(1)
    expect(sessions.remove('a', 'one')).toBe(false)
  })

  it('that could not be completed wants its last byte again, under another name', async () => {
    const { sessions, begin, write, requests } = setUp([new Error('away'), linked])
    await begin()
    await expect(write('abcde')).rejects.toThrow('away')
    expect(sessions.find('a', 'one')).toMatchObject({ receivedBytes: 4, outcome: { kind: 'open' } })
    await write('e')
    expect(sessions.find('a', 'one')?.outcome.kind).toBe('linked')
    expect(new Set(requests).size).toBe(2)
  })

  it('that is refused in the end says so from then on', async () => {
    const { sessions, begin, write } = setUp([{ ok: false, refusal: { reason: 'owner_banned' } }])
    await begin()
    expect(await write('abcde')).toEqual({ reason: 'owner_banned' })
    expect(sessions.find('a', 'one')?.outcome).toEqual({ kind: 'refused', refusal: { reason: 'owner_banned' } })
  })

  it('is of the token that began it alone', async () => {
    const { sessions, begin } = setUp()
    await begin()
    expect(sessions.find('b', 'one')).toBeNull()
    expect(sessions.remove('b', 'one')).toBe(false)
    await expect(sessions.write('b', 'one', of('a'), never)).rejects.toThrow('not open')
    expect(sessions.remove('a', 'one')).toBe(true)
    expect(sessions.find('a', 'one')).toBeNull()
  })

  it('lets whoever sends to it go when another comes, and keeps what came', async () => {
    const { sessions, begin, opened } = setUp()
    await begin()
    async function* standing() {
      yield* of('ab')
      await new Promise(() => {})
    }
    const writing = sessions.write('a', 'one', standing(), never)
    writing.catch(() => {})
    await expect.poll(() => opened[0]?.receivedBytes).toBe(2)
    sessions.interrupt('one')
    await expect(writing).rejects.toBeInstanceOf(UploadTakenOverError)
    expect(sessions.find('a', 'one')).toMatchObject({ receivedBytes: 2, outcome: { kind: 'open' } })
  })

  it('is given up an hour after something came last, not while something comes', async () => {
    const { sessions, begin, write, clock, opened } = setUp()
    await begin()
    clock.nowMs = UPLOAD_IDLE_MS - 1
    await write('a')
    clock.nowMs += UPLOAD_IDLE_MS - 1
    expect(sessions.find('a', 'one')?.outcome.kind).toBe('open')
    const stop = new AbortController()
    const writing = sessions.write(
      'a',
      'one',
      (async function* () {
        yield* of('b')
        await new Promise(() => {})
      })(),
      stop.signal,
    )
    writing.catch(() => {})
    await expect.poll(() => opened[0]?.receivedBytes).toBe(2)
    clock.nowMs += 5 * UPLOAD_IDLE_MS
    expect(sessions.find('a', 'one')?.outcome.kind).toBe('open')
    stop.abort(new Error('left'))
    await expect(writing).rejects.toThrow('left')
    clock.nowMs += UPLOAD_IDLE_MS
    expect(sessions.find('a', 'one')).toMatchObject({ receivedBytes: 2, outcome: { kind: 'expired' } })
  })

  it('is one of 32 that are open, until one of them is over', async () => {
    const { sessions, begin, clock } = setUp()
    for (let n = 0; n < 32; n++) expect(await begin(`${n}`)).toBeNull()
    expect(await begin()).toEqual({ reason: 'too_many_uploads_at_once' })
    sessions.remove('a', '7')
    expect(await begin()).toBeNull()
    clock.nowMs = UPLOAD_IDLE_MS
    expect(await begin('another')).toBeNull()
  })

  it('that never got a byte leaves its place to another one after five minutes, where there is no other', async () => {
    const { sessions, begin, clock, write } = setUp()
    for (const id of ['one', 'two', 'three']) expect(await begin(id)).toBeNull()
    await write('a')
    clock.nowMs = 300_000 - 1
    for (let n = 3; n < 32; n++) expect(await begin(`${n}`)).toBeNull()
    expect(await begin('another')).toEqual({ reason: 'too_many_uploads_at_once' })
    clock.nowMs++
    for (const id of ['another', 'one more']) expect(await begin(id)).toBeNull()
    const kindOf = (id: string) => sessions.find('a', id)?.outcome.kind
    expect(['one', 'two', 'three', '3'].map(kindOf)).toEqual(['open', 'expired', 'expired', 'open'])
    expect(await begin('too many')).toEqual({ reason: 'too_many_uploads_at_once' })
  })
})
