/**
 * Where a scripted fault can strike: the wire layer asks at each connection and each call, and acts out the answer.
 * The script itself, with names, targets and counts, is in faults/faults.ts.
 */
import type { tl } from '@mtcute/core'
import type { AuthKey } from './mtproto/session.js'

/** Bytes are counted over what the data centre writes to the connection, from its first byte. */
export type ConnectFault =
  { kind: 'refuse' } | { kind: 'dropAfter'; bytes: number } | { kind: 'stallAfter'; bytes: number }

export type CallFault =
  /** rpc_error instead of the call. */
  | { kind: 'error'; code: number; text: string }
  /** The call is acknowledged and never answered. */
  | { kind: 'noAnswer' }
  /** The call runs and its answer is held back. */
  | { kind: 'delay'; delayMs: number }
  /** `bytes` of the upload.file answered is cut to so many. */
  | { kind: 'shortBytes'; bytes: number }
  /** `bytes` of the upload.file answered has its length and other contents. */
  | { kind: 'wrongBytes' }
  /** bad_server_salt instead of the call. */
  | { kind: 'badServerSalt' }
  /** A four-byte transport error instead of the call. */
  | { kind: 'transportError'; code: -404 | -429 }
  /** The authorization key is destroyed, and the message answered as every later one under it: transport error -404. */
  | { kind: 'forgetAuthKey' }
  /** The connection ends, by default at once; with `afterBytes` the call runs and its answer is cut after so many bytes on the wire. */
  | { kind: 'dropConnection'; afterBytes?: number }
  /** As dropConnection, but the connection stays open and silent, reading nothing. */
  | { kind: 'stallConnection'; afterBytes?: number }

export interface CallSite {
  readonly dcId: number
  /** Null before the key is logged in. */
  readonly accountId: number | null
  /** The permanent key: a fault may log it out. */
  readonly authKey: AuthKey
  readonly request: tl.RpcMethod
}

export interface FaultPoints {
  /** Asked once per TCP connection, as it arrives. */
  onConnect(dcId: number): ConnectFault | null
  /** Asked once per call, before its handler; a resent call is asked again. */
  onCall(site: CallSite): CallFault | null
}

export const noFaults: FaultPoints = { onConnect: () => null, onCall: () => null }
