import { expect, it, vi } from 'vitest'
import { signIn } from './sign-in.js'

const AUTHORIZATION = { _: 'auth.authorization', user: { _: 'user', id: 7 } }

it('logs in with the token and tells the client who it is', async () => {
  const { client, call, notifyLoggedIn } = fake()
  const { signal } = new AbortController()
  await signIn(client, '7:token', signal)
  expect(call.mock.calls).toEqual([
    [
      { _: 'auth.importBotAuthorization', flags: 0, apiId: 1, apiHash: 'hash', botAuthToken: '7:token' },
      { abortSignal: signal },
    ],
  ])
  expect(notifyLoggedIn).toHaveBeenCalledWith(AUTHORIZATION)
})

it('tells nothing when Telegram refuses', async () => {
  const { client, call, notifyLoggedIn } = fake()
  call.mockRejectedValue(new Error('ACCESS_TOKEN_INVALID'))
  await expect(signIn(client, '7:token', new AbortController().signal)).rejects.toThrow('ACCESS_TOKEN_INVALID')
  expect(notifyLoggedIn).not.toHaveBeenCalled()
})

function fake() {
  const call = vi.fn((_: object, __: object) => Promise.resolve(AUTHORIZATION))
  const notifyLoggedIn = vi.fn()
  const getApiCredentials = () => Promise.resolve({ id: 1, hash: 'hash' })
  return { client: { call, notifyLoggedIn, getApiCredentials } as never, call, notifyLoggedIn }
}
