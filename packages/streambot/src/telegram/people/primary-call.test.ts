import { tl } from '@mtcute/core'
import { describe, expect, it } from 'vitest'
import type { BotClient } from '../clients/bot-client.js'
import { callPrimary, type Primary } from './primary-call.js'

const { signal } = new AbortController()
const FORGOTTEN = tl.RpcError.fromTl({ _: 'mt_rpc_error', errorCode: 401, errorMessage: 'AUTH_KEY_UNREGISTERED' })

/** Each time it is asked for, a client of the next name. */
function primaryOf(names: string[]): Primary & { lost: string[] } {
  const left = [...names]
  const lost: string[] = []
  return {
    lost,
    loggedIn: () => Promise.resolve({ name: left.shift() } as BotClient),
    reportLost: (client) => lost.push(client.name),
  }
}

describe('a call of the primary', () => {
  it('is made again by the client that is logged in again', async () => {
    const primary = primaryOf(['old', 'new'])
    const answer = await callPrimary(primary, signal, ({ name }) =>
      name === 'old' ? Promise.reject(FORGOTTEN) : Promise.resolve(name),
    )
    expect(answer).toBe('new')
    expect(primary.lost).toEqual(['old'])
  })

  it('is not made again when it may have been heard', async () => {
    const primary = primaryOf(['old', 'new'])
    const calls: string[] = []
    const call = callPrimary(primary, signal, ({ name }) => {
      calls.push(name)
      return Promise.reject(new Error('no answer'))
    })
    await expect(call).rejects.toThrow('no answer')
    expect(calls).toEqual(['old'])
    expect(primary.lost).toEqual([])
  })

  it('fails when it is refused once more', async () => {
    const call = callPrimary(primaryOf(['a', 'b', 'c']), signal, () => Promise.reject(FORGOTTEN))
    await expect(call).rejects.toBe(FORGOTTEN)
  })
})
