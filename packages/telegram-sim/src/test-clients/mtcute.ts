/** mtcute pointed at a simulated Telegram, with its own transport, crypto and download code: nothing of ours. */
import { addPublicKey } from '@mtcute/core/utils.js'
import { MemoryStorage, TelegramClient, type TelegramClientOptions } from '@mtcute/node'
import { NodeCryptoProvider } from '@mtcute/node/utils.js'
import type { TelegramSim } from '../telegram-sim.js'
import { next } from './next.js'

export interface MtcuteBot extends AsyncDisposable {
  readonly client: TelegramClient
}

export async function startMtcuteBot(sim: TelegramSim, token: string, dcId = 2): Promise<MtcuteBot> {
  const client = await createMtcuteClient(sim, dcId)
  // Logged in, it still asks for the state of updates; what is said meanwhile counts as old and is never told.
  const caughtUp = upToDate(client)
  await client.start({ botToken: token })
  await caughtUp
  return { client, [Symbol.asyncDispose]: () => client.destroy() }
}

/** Resolves once it has been told what it missed. Ask before `start`. */
export async function upToDate(client: TelegramClient): Promise<void> {
  await next(client.onConnectionState, (state) => state === 'updating')
  await next(client.onConnectionState, (state) => state === 'connected')
}

export async function createMtcuteClient(
  sim: TelegramSim,
  dcId: number,
  options: Partial<TelegramClientOptions> = {},
): Promise<TelegramClient> {
  const crypto = new NodeCryptoProvider()
  await crypto.initialize()
  for (const { publicKeyPem } of sim.dcs) addPublicKey(crypto, publicKeyPem)
  const home = sim.dcs.find(({ id }) => id === dcId)
  if (!home) throw new Error(`no data centre ${dcId}`)
  const address = { id: home.id, ipAddress: home.host, port: home.port }
  const client = new TelegramClient({
    apiId: 1,
    apiHash: 'any',
    storage: new MemoryStorage(),
    crypto,
    defaultDcs: { main: address, media: { ...address, mediaOnly: true } },
    updates: { catchUp: true, messageGroupingInterval: 250 },
    logLevel: 0,
    ...options,
  })
  client.onError.add(() => {}) // dropped sockets are part of the tests
  return client
}
