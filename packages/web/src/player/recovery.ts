/**
 * What to do after playing failed: try again, and when, or say why not. Pure; a try is repeated a bounded number of times, and each success
 * begins anew.
 */
import type { Finding } from './probe.js'

export type Step =
  /** Load it again and go on where it was. */
  | { readonly does: 'reload'; readonly afterMs: number }
  | { readonly does: 'wait'; readonly ms: number; readonly text: string }
  /** Nothing helps here; with another player it may. */
  | { readonly does: 'hand_over'; readonly text: string }
  | { readonly does: 'give_up'; readonly text: string }

/** `MediaError.code`; null: it stands still without an error. */
export type MediaErrorCode = number | null

const MEDIA_ERR_NETWORK = 2
const MAX_TRIES = 20
/** At once, or of a file that is served and does not decode. */
const MAX_RELOADS = 2
const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 30_000
/** Who is told to wait longer is told, and not kept waiting. */
const MAX_RETRY_AFTER_MS = 120_000

export interface Attempts {
  /** Failures since it last played. */
  readonly tries: number
  /** It has played a while before it failed. */
  readonly hasPlayed: boolean
}

export function nextStep(finding: Finding, code: MediaErrorCode, { tries, hasPlayed }: Attempts): Step {
  if (tries >= MAX_TRIES)
    return { does: 'give_up', text: 'The connection did not come back. Reload the page to try again.' }
  if (finding.kind === 'unreachable') {
    return {
      does: 'wait',
      ms: backoffMs(tries),
      text: 'The connection is lost. It goes on here as soon as it is back.',
    }
  }
  if (finding.kind === 'refused') return afterRefusal(finding, tries)
  const isConnection = code === null || code === MEDIA_ERR_NETWORK
  if (isConnection) return { does: 'reload', afterMs: tries < MAX_RELOADS ? 0 : backoffMs(tries - MAX_RELOADS) }
  if (hasPlayed && tries < MAX_RELOADS) return { does: 'reload', afterMs: 0 }
  return {
    does: 'hand_over',
    text: 'This browser cannot play this file. Other players can: choose one below, or download the file.',
  }
}

function afterRefusal({ status, text, retryAfterMs }: Finding & { kind: 'refused' }, tries: number): Step {
  if (status === 401) return { does: 'give_up', text: `${text} Reload the page to give it.` }
  if (status !== 429 && status < 500) return { does: 'give_up', text }
  const ms = retryAfterMs ?? backoffMs(tries)
  if (ms > MAX_RETRY_AFTER_MS) return { does: 'give_up', text }
  return { does: 'wait', ms: Math.max(ms, FIRST_WAIT_MS), text: `${text} It goes on here by itself.` }
}

function backoffMs(tries: number): number {
  return Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries)
}
