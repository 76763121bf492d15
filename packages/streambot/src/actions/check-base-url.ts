/**
 * Whether links lead back here: by what BASE_URL says, and by asking the address itself a question that only this service can answer.
 * Reads no more than heads of answers, follows few redirects, and takes a few seconds at most.
 */
import { BlockList, isIP } from 'node:net'
import type { Randomness } from '../ports/clock.js'
import type { KeyRing } from './key-ring.js'
import { CHALLENGE_HEADER, createChallenge, isAnswer, PROOF_HEADER } from './setup-challenge.js'
import { finding, type SetupFinding } from './setup-findings.js'

const ASK_TIMEOUT_MS = 5000
const MAX_REDIRECTS = 3
/** What proxies say for servers that they do not reach. */
const FROM_A_PROXY: readonly number[] = [502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 530]

export interface CheckBaseUrlDeps {
  readonly randomness: Randomness
  readonly linkKeys: Pick<KeyRing, 'key'>
  readonly fetch: typeof fetch
  /** What else is looked at on the way, once it is known that it leads here. */
  readonly onTheWay?: (url: string, signal: AbortSignal) => Promise<SetupFinding[]>
  readonly baseUrl: {
    /** null: not set. */
    readonly configured: string | null
    /** What links begin with. */
    readonly inUse: string
  }
}

export async function checkBaseUrl(deps: CheckBaseUrlDeps, signal: AbortSignal): Promise<SetupFinding[]> {
  const { configured: url, inUse } = deps.baseUrl
  if (url === null) return [finding('base_url_unset', { url: inUse })]
  const reached = await reach(deps, url, AbortSignal.any([signal, AbortSignal.timeout(ASK_TIMEOUT_MS)]))
  signal.throwIfAborted()
  const more = reached.id === 'base_url_ready' ? ((await deps.onTheWay?.(url, signal)) ?? []) : []
  return [...doubtsAbout(url), reached, ...more]
}

/** What can be seen by looking at it. */
function doubtsAbout(url: string): SetupFinding[] {
  const { protocol, hostname } = new URL(url)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIn(THIS_MACHINE, host) || /(?:^|\.)localhost$/.test(host)) return [finding('base_url_of_this_machine', { url })]
  if (isIn(THIS_NETWORK, host) || host.endsWith('.local')) return [finding('base_url_of_this_network', { url })]
  return protocol === 'http:' ? [finding('base_url_without_tls', { url })] : []
}

async function reach(deps: CheckBaseUrlDeps, url: string, signal: AbortSignal): Promise<SetupFinding> {
  const challenge = createChallenge(deps.randomness)
  let asked = `${url}/healthz`
  try {
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await deps.fetch(asked, {
        headers: { [CHALLENGE_HEADER]: challenge, accept: 'application/json' },
        redirect: 'manual',
        signal,
      })
      await response.body?.cancel()
      const { status, headers } = response
      if (isAnswer(deps.linkKeys, challenge, headers.get(PROOF_HEADER) ?? '')) {
        return redirects === 0
          ? finding('base_url_ready', { url })
          : finding('base_url_redirects', { url, to: asked.replace(/\/healthz$/, '') })
      }
      const next = status >= 300 && status < 400 ? headers.get('location') : null
      if (next === null || !URL.canParse(next, asked)) {
        const id = FROM_A_PROXY.includes(status) ? 'base_url_not_passed_on' : 'base_url_of_another_server'
        return finding(id, { url, status })
      }
      asked = new URL(next, asked).href
    }
    return finding('base_url_unreachable', { url, reason: 'It redirects again and again' })
  } catch (error) {
    return toFinding(error, url, asked)
  }
}

const UNKNOWN_HOST: readonly string[] = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']
const BAD_CERTIFICATE = /^CERT_|^ERR_TLS_|SELF_SIGNED_CERT|^UNABLE_TO_(?:VERIFY|GET)_|^HOSTNAME_MISMATCH$|^ERR_SSL_/

function toFinding(error: unknown, url: string, asked: string): SetupFinding {
  const { code, message } = causeOf(error)
  if (UNKNOWN_HOST.includes(code)) return finding('base_url_unknown_host', { url, host: new URL(asked).hostname })
  const reason = code === '' ? message : code
  return finding(BAD_CERTIFICATE.test(code) ? 'base_url_bad_certificate' : 'base_url_unreachable', { url, reason })
}

/** The innermost error is what the system said. */
function causeOf(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  if (error.cause instanceof Error) return causeOf(error.cause)
  return { code: 'code' in error && typeof error.code === 'string' ? error.code : '', message: error.message }
}

const THIS_MACHINE = blocks([
  ['127.0.0.0', 8, 'ipv4'],
  ['0.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['::', 128, 'ipv6'],
])
/** RFC 1918, 3927, 6598, 4193, 4291. */
const THIS_NETWORK = blocks([
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
])

function blocks(subnets: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new BlockList()
  for (const [address, bits, family] of subnets) list.addSubnet(address, bits, family)
  return list
}

function isIn(list: BlockList, host: string): boolean {
  const version = isIP(host)
  return version !== 0 && list.check(host, version === 4 ? 'ipv4' : 'ipv6')
}
