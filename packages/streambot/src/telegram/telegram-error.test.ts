import { tl } from '@mtcute/core'
import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { explainLogin, judge, toStreamBotError } from './telegram-error.js'

const rpcError = (errorCode: number, errorMessage: string) =>
  tl.RpcError.fromTl({ _: 'mt_rpc_error', errorCode, errorMessage })

describe('judge', () => {
  it.each([
    [420, 'FLOOD_WAIT_30', { kind: 'cool_down', waitMs: 30_000, scope: 'client' }],
    [420, 'FLOOD_PREMIUM_WAIT_7', { kind: 'cool_down', waitMs: 7000, scope: 'connection' }],
    [400, 'FILE_REFERENCE_EXPIRED', { kind: 'stale_reference' }],
    [400, 'FILE_REFERENCE_INVALID', { kind: 'stale_reference' }],
    [303, 'FILE_MIGRATE_4', { kind: 'other_dc', dcId: 4 }],
    [401, 'AUTH_KEY_UNREGISTERED', { kind: 'client_lost', reason: 'Telegram forgot its login' }],
    [400, 'CHANNEL_PRIVATE', { kind: 'client_lost', reason: 'it is not a member of the log channel' }],
    [401, 'SESSION_EXPIRED', { kind: 'client_lost', reason: 'Telegram refuses its login (SESSION_EXPIRED)' }],
    [420, 'FLOOD_WAIT_0', { kind: 'cool_down', waitMs: 1000, scope: 'client' }],
    [500, 'INTERDC_1_CALL_ERROR', { kind: 'retry' }],
    [-503, 'Timeout', { kind: 'retry' }],
    [400, 'LIMIT_INVALID', { kind: 'fatal' }],
  ])('knows what to do about %i %s', (code, text, verdict) => {
    expect(judge(rpcError(code, text))).toEqual(verdict)
  })

  it('tries again what never reached Telegram', () => {
    expect(judge(AbortSignal.abort().reason)).toEqual({ kind: 'retry' })
    expect(judge(new Error('ECONNRESET'))).toEqual({ kind: 'retry' })
  })
})

describe('explainLogin', () => {
  it('says in one sentence what to change', () => {
    expect(explainLogin(rpcError(400, 'API_ID_INVALID'), 'BOT_TOKEN').message).toContain('https://my.telegram.org/apps')
    const token = explainLogin(rpcError(400, 'ACCESS_TOKEN_INVALID'), 'ADDITIONAL_BOT_TOKENS #2')
    expect(token).toMatchObject({ code: 'telegram_refused_credentials' })
    expect(token.message).toContain('ADDITIONAL_BOT_TOKENS #2 is not a bot token')
  })

  it('keeps what it cannot explain', () => {
    const cause = rpcError(500, 'AUTH_RESTART')
    expect(explainLogin(cause, 'BOT_TOKEN')).toMatchObject({ code: 'telegram_unavailable', cause })
  })
})

describe('toStreamBotError', () => {
  it('passes on how long Telegram wants to be left alone', () => {
    expect(toStreamBotError(rpcError(420, 'FLOOD_WAIT_12'), 'Copying')).toMatchObject({ retryAfterMs: 12_000 })
  })

  it('leaves our own errors as they are', () => {
    const ours = new StreamBotError('file_gone', 'gone')
    expect(toStreamBotError(ours, 'Reading')).toBe(ours)
  })
})
