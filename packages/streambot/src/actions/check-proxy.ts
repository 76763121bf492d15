/**
 * What lies between people and this server, seen by asking ourselves for known bytes over BASE_URL: whether parts, heads and visitors arrive as
 * they are, whether bytes come as they are sent, how long the certificate is good, and whether what is for operators is kept from others.
 */
import type { Randomness } from '../ports/clock.js'
import { aheadOf, isClockOff } from './clock-difference.js'
import {
  createChallenge,
  createProbe,
  probeBytes,
  PROBE_BYTES,
  PROBE_PATH,
  readSight,
  SEEN_HEADER,
  type ProbeSight,
} from './setup-challenge.js'
import { finding, type SetupFinding } from './setup-findings.js'
import type { KeyRing } from './key-ring.js'

/** What nobody has (RFC 5737): a visitor that writes it is making it up. */
const MADE_UP = '203.0.113.77'
const PART = { start: 100_001, end: 165_536 }
/** The halves are sent a second apart; this much of it is left where nobody holds the first one back. */
const MIN_GAP_MS = 400
/** A busy machine may miss it once. */
const LOOKS = 2
const DAY_MS = 86_400_000
/** Who renews by itself does so a month before. */
const SOON_DAYS = 14
/** Short-lived certificates are renewed late in their life. */
const SOON_SHARE = 0.2

export interface CheckProxyDeps {
  readonly clock: { now(): number }
  /** Runs on evenly whatever the clock is set to. */
  readonly steadyMs: () => number
  readonly randomness: Randomness
  readonly linkKeys: Pick<KeyRing, 'signing'>
  readonly fetch: typeof fetch
  /** null: it cannot be told. @throws Error when nobody answers */
  readonly certificateOf: (host: string, port: number, signal: AbortSignal) => Promise<Certificate | null>
}

export interface Certificate {
  readonly fromMs: number
  readonly toMs: number
}

/** @param url without a slash at the end, which leads here. @throws whatever `fetch` throws */
export async function checkProxy(deps: CheckProxyDeps, url: string, signal: AbortSignal): Promise<SetupFinding[]> {
  const challenge = createChallenge(deps.randomness)
  const probe = new Probe(deps, `${url}${PROBE_PATH}`, createProbe(deps.linkKeys, challenge), signal)
  const expected = probeBytes(challenge)
  const [part, head, whole, certificate, metrics] = await Promise.all([
    checkPart(probe, expected, url),
    checkHead(probe, url),
    checkWhole(deps, probe, expected, url),
    checkCertificate(deps, url, signal),
    checkMetrics(deps, url, signal),
  ])
  const wrong = [...part, ...head, ...whole]
  return [...(wrong.length === 0 ? [finding('proxy_ready', { url })] : wrong), ...certificate, ...metrics]
}

class Probe {
  constructor(
    private readonly deps: Pick<CheckProxyDeps, 'fetch'>,
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly signal: AbortSignal,
  ) {}

  ask(method: 'GET' | 'HEAD', headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.deps.fetch(this.url, {
      method,
      headers: { ...this.headers, 'accept-encoding': 'identity', ...headers },
      redirect: 'manual',
      signal: this.signal,
    })
  }
}

async function checkPart(probe: Probe, expected: Buffer, url: string): Promise<SetupFinding[]> {
  const { start, end } = PART
  const response = await probe.ask('GET', { range: `bytes=${start}-${end}` })
  const { status, headers } = response
  if (status !== 206 || headers.get('content-range') !== `bytes ${start}-${end}/${PROBE_BYTES}`) {
    await response.body?.cancel()
    return [finding('proxy_breaks_ranges', { url, status })]
  }
  const came = await bytesOf(response)
  return came?.equals(expected.subarray(start, end + 1)) ? [] : [finding('proxy_breaks_ranges', { url, status })]
}

async function checkHead(probe: Probe, url: string): Promise<SetupFinding[]> {
  try {
    const response = await probe.ask('HEAD')
    const { status, headers } = response
    const isWhole = status === 200 && headers.get('content-length') === String(PROBE_BYTES)
    return isWhole ? [] : [finding('proxy_breaks_head', { url, status })]
  } catch {
    // Such as a body where none may be.
    return [finding('proxy_breaks_head', { url, status: 0 })]
  }
}

async function checkWhole(
  { steadyMs, clock }: CheckProxyDeps,
  probe: Probe,
  expected: Buffer,
  url: string,
): Promise<SetupFinding[]> {
  for (let look = 1; ; look++) {
    const askedMs = clock.now()
    const response = await probe.ask('GET', { 'x-forwarded-for': MADE_UP })
    const answeredMs = clock.now()
    const seen = readSight(response.headers.get(SEEN_HEADER))
    const { bytes, gapMs } = await readInTime(response, steadyMs)
    if (response.status !== 200 || !bytes?.equals(expected)) return [finding('proxy_changes_bytes', { url })]
    if (gapMs < MIN_GAP_MS && look < LOOKS) continue
    return [
      ...(gapMs < MIN_GAP_MS ? [finding('proxy_buffers', { url })] : []),
      ...(seen ? findingsOfSight(seen, url) : []),
      ...findingsOfDate(response, askedMs, answeredMs),
    ]
  }
}

/** @returns `gapMs`: from the first bytes to the last ones */
async function readInTime(
  { body }: Response,
  steadyMs: () => number,
): Promise<{ readonly bytes: Buffer | null; readonly gapMs: number }> {
  const pieces: Uint8Array[] = []
  let [firstMs, lastMs, byteCount] = [0, 0, 0]
  try {
    for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
      lastMs = steadyMs()
      if (pieces.length === 0) firstMs = lastMs
      byteCount += piece.byteLength
      if (byteCount > PROBE_BYTES) return { bytes: null, gapMs: 0 }
      pieces.push(piece)
    }
  } catch {
    return { bytes: null, gapMs: 0 }
  }
  return { bytes: Buffer.concat(pieces), gapMs: lastMs - firstMs }
}

/** We said that our visitor is elsewhere, which is made up: what became of that shows who is in between, and whom it believes. */
function findingsOfSight({ peer, isTrusted, forwarded }: ProbeSight, url: string): SetupFinding[] {
  const names = (forwarded ?? '').split(',').map((name) => name.trim())
  const isUntouched = forwarded !== null && names.length === 1 && names[0] === MADE_UP
  if (!isTrusted) {
    // As we sent it, it came from us: nobody is in between, or nobody who says so.
    return isUntouched || forwarded === null ? [] : [finding('proxy_not_trusted', { url, peer })]
  }
  if (forwarded === null) return [finding('proxy_hides_visitors', { url, peer })]
  return names.at(-1) === MADE_UP ? [finding('proxy_believes_visitors', { url, peer })] : []
}

/** The header is in whole seconds (RFC 9110 §5.6.7). */
function findingsOfDate({ headers }: Response, askedMs: number, answeredMs: number): SetupFinding[] {
  const sentMs = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(sentMs)) return []
  const aheadMs = aheadOf(sentMs, askedMs, answeredMs)
  return isClockOff(aheadMs) ? [finding('clock_differs', { aheadMs, of: 'base_url' })] : []
}

async function checkCertificate(
  { certificateOf, clock }: CheckProxyDeps,
  url: string,
  signal: AbortSignal,
): Promise<SetupFinding[]> {
  const { protocol, hostname, port } = new URL(url)
  if (protocol !== 'https:') return []
  const certificate = await certificateOf(hostname.replace(/^\[(.*)\]$/, '$1'), Number(port || 443), signal)
  if (!certificate) return []
  const { fromMs, toMs: endsAtMs } = certificate
  const leftMs = endsAtMs - clock.now()
  const isSoon = leftMs < Math.min(SOON_DAYS * DAY_MS, (endsAtMs - fromMs) * SOON_SHARE)
  const about = { url, endsAtMs, daysLeft: Math.floor(leftMs / DAY_MS) }
  return [finding(isSoon ? 'certificate_ends_soon' : 'certificate_ready', about)]
}

/** Who asks under another name than this machine's is a stranger, and we say nothing of a token. */
async function checkMetrics(
  { fetch }: Pick<CheckProxyDeps, 'fetch'>,
  url: string,
  signal: AbortSignal,
): Promise<SetupFinding[]> {
  if (isThisMachine(new URL(url).hostname)) return []
  const response = await fetch(`${url}/metrics`, { redirect: 'manual', signal })
  await response.body?.cancel()
  return response.status === 200 ? [finding('metrics_open', { url: `${url}/metrics` })] : []
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
}

async function bytesOf(response: Response): Promise<Buffer | null> {
  try {
    return Buffer.from(await response.arrayBuffer())
  } catch {
    return null
  }
}
