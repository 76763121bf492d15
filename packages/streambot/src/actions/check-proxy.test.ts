import { describe, expect, it } from 'vitest'
import type { LinkKey } from '../core/link.js'
import { checkProxy, type Certificate } from './check-proxy.js'
import {
  CHALLENGE_HEADER,
  isProbe,
  PROBE_BYTES,
  PROBE_HEADER,
  probeBytes,
  readSight,
  SEEN_HEADER,
  writeSight,
} from './setup-challenge.js'

const { signal } = new AbortController()
const NOW_MS = Date.UTC(2026, 0, 1)
const DAY_MS = 86_400_000
const key: LinkKey = { id: 3, secret: new Uint8Array(32).fill(3), createdAtMs: 0 }

interface Way {
  /** From the first half to the second, at each look. */
  readonly gapsMs?: readonly number[]
  readonly forwarded?: string | null
  readonly isTrusted?: boolean
  readonly dateMs?: number
  readonly metrics?: number
  readonly certificate?: Certificate
}

/** A server and whatever lies before it, as one function; time goes as the halves come. */
async function found(url: string, { gapsMs = [1000], forwarded = 'same', isTrusted = true, ...way }: Way = {}) {
  let [steadyMs, look] = [0, 0]
  const answer = (init: RequestInit): Response => {
    const headers = new Headers(init.headers)
    const challenge = headers.get(CHALLENGE_HEADER) ?? ''
    if (!isProbe({ key: () => key }, challenge, headers.get(PROBE_HEADER) ?? ''))
      return new Response('', { status: 404 })
    const bytes = probeBytes(challenge)
    const told = forwarded === 'same' ? `${headers.get('x-forwarded-for')}, 198.51.100.7` : forwarded
    const common = {
      date: new Date(way.dateMs ?? NOW_MS).toUTCString(),
      [SEEN_HEADER]: writeSight({
        peer: '10.0.0.1',
        isTrusted,
        forwarded: told === '' ? headers.get('x-forwarded-for') : told,
      }),
    }
    if (init.method === 'HEAD')
      return new Response(null, { headers: { ...common, 'content-length': String(PROBE_BYTES) } })
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.get('range') ?? '') ?? []
    if (start !== undefined && end !== undefined) {
      const range = `bytes ${start}-${end}/${PROBE_BYTES}`
      return new Response(bytes.subarray(Number(start), Number(end) + 1), {
        status: 206,
        headers: { ...common, 'content-range': range },
      })
    }
    const gapMs = gapsMs[Math.min(look++, gapsMs.length - 1)] ?? 0
    let half = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          if (half === 2) return controller.close()
          if (half === 1) steadyMs += gapMs
          controller.enqueue(bytes.subarray((half * PROBE_BYTES) / 2, (++half * PROBE_BYTES) / 2))
        },
      },
      { highWaterMark: 0 },
    )
    return new Response(body, { headers: common })
  }
  const findings = await checkProxy(
    {
      clock: { now: () => NOW_MS },
      steadyMs: () => steadyMs,
      randomness: { bytes: (length) => new Uint8Array(length).fill(7) },
      linkKeys: { signing: key },
      fetch: (asked, init) =>
        Promise.resolve(
          (asked as string).endsWith('/metrics')
            ? new Response('', { status: way.metrics ?? 403 })
            : answer(init ?? {}),
        ),
      certificateOf: () => Promise.resolve(way.certificate ?? null),
    },
    url,
    signal,
  )
  return findings.map(({ level: _, subject: __, fix: ___, ...rest }) => rest)
}

const idsOf = async (url: string, way?: Way) => (await found(url, way)).map(({ id }) => id)
const URL = 'https://files.example.org'

describe('the way in', () => {
  it('that is as it should be is said to be so', async () => {
    expect(await idsOf(URL)).toEqual(['proxy_ready'])
  })

  it('is found to hold bytes back when it did so twice', async () => {
    expect(await idsOf(URL, { gapsMs: [0] })).toEqual(['proxy_buffers'])
    expect(await idsOf(URL, { gapsMs: [0, 1000] })).toEqual(['proxy_ready'])
  })

  it.each<[string, Way, string]>([
    ['adds whom it sees and is trusted', {}, 'proxy_ready'],
    ['adds whom it sees and is not trusted', { isTrusted: false }, 'proxy_not_trusted'],
    ['writes it anew and is not trusted', { isTrusted: false, forwarded: '198.51.100.7' }, 'proxy_not_trusted'],
    ['is none: what we sent came from us', { isTrusted: false, forwarded: '' }, 'proxy_ready'],
    ['takes it away and is not known', { isTrusted: false, forwarded: null }, 'proxy_ready'],
    ['takes it away and is trusted', { forwarded: null }, 'proxy_hides_visitors'],
    ['passes it on and is trusted', { forwarded: '' }, 'proxy_believes_visitors'],
    ['speaks Forwarded', { forwarded: 'for=198.51.100.7' }, 'proxy_ready'],
  ])('by a proxy that %s', async (_, way, id) => {
    expect(await idsOf(URL, way)).toEqual([id])
  })

  it('shows a clock that is off, in either direction', async () => {
    expect(await found(URL, { dateMs: NOW_MS - 60_000 })).toContainEqual({
      id: 'clock_differs',
      aheadMs: 60_000,
      of: 'base_url',
    })
    expect(await idsOf(URL, { dateMs: NOW_MS + 10_000 })).toEqual(['proxy_ready'])
  })

  it.each([
    [90, 13, 'certificate_ends_soon'],
    [90, 15, 'certificate_ready'],
    [6, 2, 'certificate_ready'],
    [6, 1, 'certificate_ends_soon'],
    [90, -1, 'certificate_ends_soon'],
  ])('has a certificate for %i days, with %i left: %s', async (days, left, id) => {
    const toMs = NOW_MS + left * DAY_MS
    const certificate = { fromMs: toMs - days * DAY_MS, toMs }
    expect(await found(URL, { certificate })).toContainEqual({ id, url: URL, endsAtMs: toMs, daysLeft: left })
  })

  it('is not asked for a certificate where there is none', async () => {
    const certificate = { fromMs: 0, toMs: 0 }
    expect(await idsOf('http://files.example.org', { certificate })).toEqual(['proxy_ready'])
  })

  it('leads to the metrics of whoever leaves them open, but for this machine', async () => {
    expect(await idsOf(URL, { metrics: 200 })).toEqual(['proxy_ready', 'metrics_open'])
    expect(await idsOf('http://127.0.0.1:8080', { metrics: 200 })).toEqual(['proxy_ready'])
  })
})

describe('what a request looked like', () => {
  it('comes back as it was, whatever is in it', () => {
    const sight = { peer: '::1', isTrusted: false, forwarded: 'ä\r\n", 1.2.3.4' }
    expect(writeSight(sight)).toMatch(/^[\w-]+$/)
    expect(readSight(writeSight(sight))).toEqual(sight)
  })

  it.each([null, '', 'e30', '!!'])('is not made of %s', (text) => {
    expect(readSight(text)).toBeNull()
  })
})
