/** mtcute pointed at a simulated Telegram, with its own transport, crypto and download code: nothing of ours. */
import { addPublicKey } from '@mtcute/core/utils.js'
import { MemoryStorage, TelegramClient } from '@mtcute/node'
import { NodeCryptoProvider } from '@mtcute/node/utils.js'
import type { TelegramSim } from '../telegram-sim.js'

export interface MtcuteBot extends AsyncDisposable {
  readonly client: TelegramClient
}

export async function startMtcuteBot(sim: TelegramSim, token: string, dcId = 2): Promise<MtcuteBot> {
  const client = await createMtcuteClient(sim, dcId)
  await client.start({ botToken: token })
  return { client, [Symbol.asyncDispose]: () => client.destroy() }
}

export async function createMtcuteClient(sim: TelegramSim, dcId = 2): Promise<TelegramClient> {
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
    logLevel: 0,
  })
  client.onError.add(() => {}) // dropped sockets are part of the tests
  return client
}
