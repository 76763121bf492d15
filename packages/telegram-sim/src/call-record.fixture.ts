/** Calls as an observer is told of them. */
import type { tl } from '@mtcute/core'
import Long from 'long'
import type { CallRecord } from './mtproto/call-observer.js'

/** A part of 4 KiB. */
export function partRequest(fileId: number, offset = 0): tl.RpcMethod {
  return {
    _: 'upload.getFile',
    location: {
      _: 'inputDocumentFileLocation',
      id: Long.fromNumber(fileId),
      accessHash: Long.ONE,
      fileReference: new Uint8Array(),
      thumbSize: '',
    },
    offset,
    limit: 4096,
  }
}

export function callRecord(change: Partial<CallRecord>): CallRecord {
  return {
    dcId: 2,
    accountId: 7,
    request: { _: 'help.getConfig' },
    bytesOut: 100,
    fileBytes: 0,
    errorText: null,
    clientLeft: false,
    startedAt: 10,
    endedAt: 12,
    ...change,
  }
}
