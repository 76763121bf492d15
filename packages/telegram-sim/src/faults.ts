/** Placeholder: see the fault points below. */
import type { tl } from '@mtcute/core'

/** Where in the life of a call or connection a fault can strike. */
export type ConnectFault = { kind: 'refuse' } | { kind: 'dropAfter'; bytes: number } | { kind: 'stallAfter'; bytes: number }
export type CallFault =
  | { kind: 'error'; code: number; text: string }
  | { kind: 'noAnswer' }
  | { kind: 'delay'; delayMs: number }
  | { kind: 'shortBytes'; bytes: number }
  | { kind: 'wrongBytes' }
  | { kind: 'badServerSalt' }
  | { kind: 'transportError'; code: -404 | -429 }
  | { kind: 'dropConnection' }
  | { kind: 'stallConnection' }

export interface CallSite {
  readonly dcId: number
  readonly accountId: number | null
  readonly request: tl.RpcMethod
}

/** What the wire layer asks; `faults.ts` answers from its script and counts what fired. */
export interface FaultPoints {
  onConnect(dcId: number): ConnectFault | null
  onCall(site: CallSite): CallFault | null
}

export const noFaults: FaultPoints = { onConnect: () => null, onCall: () => null }
