import { tl } from '@mtcute/core'
import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../../core/errors.js'
import { explainLogin, toStreamBotError } from '../telegram-error.js'
import { diagnose } from './ailment.js'

const rpcError = (errorCode: number, errorMessage: string) =>
  tl.RpcError.fromTl({ _: 'mt_rpc_error', errorCode, errorMessage })

describe('diagnose', () => {
  it.each([
    [401, 'AUTH_KEY_UNREGISTERED', 'login_lost'],
    [401, 'SESSION_REVOKED', 'login_lost'],
    [401, 'SESSION_EXPIRED', 'login_lost'],
    [406, 'AUTH_KEY_DUPLICATED', 'login_lost'],
    [401, 'USER_DEACTIVATED_BAN', 'banned'],
    [401, 'USER_DEACTIVATED', 'banned'],
    [400, 'CHANNEL_PRIVATE', 'outsider'],
    [400, 'CHANNEL_INVALID', 'outsider'],
    [500, 'INTERNAL', 'trouble'],
  ])('%i %s: %s', (code, text, kind) => {
    expect(diagnose(rpcError(code, text)).kind).toBe(kind)
    expect(diagnose(toStreamBotError(rpcError(code, text), 'Looking')).kind).toBe(kind)
  })

  it.each([
    ['ACCESS_TOKEN_INVALID', 'refused'],
    ['ACCESS_TOKEN_EXPIRED', 'refused'],
    ['API_ID_INVALID', 'refused'],
    ['USER_DEACTIVATED_BAN', 'banned'],
  ])('%s at a login: %s', (text, kind) => {
    expect(diagnose(explainLogin(rpcError(400, text), 'worker 1')).kind).toBe(kind)
  })

  it('keeps the time that Telegram names', () => {
    const wait = rpcError(420, 'FLOOD_WAIT_30')
    expect(diagnose(toStreamBotError(wait, 'Looking'))).toMatchObject({ kind: 'cooling', waitMs: 30_000 })
  })

  it('passes on what people have to change, word for word', () => {
    const error = new StreamBotError('log_channel_unusable', 'worker 1 is not in the log channel')
    expect(diagnose(error)).toEqual({ kind: 'outsider', reason: 'worker 1 is not in the log channel' })
  })

  it('takes anything else for trouble that passes', () => {
    expect(diagnose(new Error('ECONNRESET'))).toEqual({ kind: 'trouble', reason: 'ECONNRESET' })
    expect(diagnose('odd')).toEqual({ kind: 'trouble', reason: 'odd' })
  })
})
