/**
 * A client that asks the simulated Telegram for parts as fast as it can, over the server's own data connections, checking
 * nothing but lengths. Loaded only where it is used, since the server's own modules come with it.
 */
import { addPublicKey } from '@mtcute/core/utils.js'
import { Long, MemoryStorage, type tl } from '@mtcute/core'
import { BaseTelegramClient, NodePlatform, TelegramClient } from '@mtcute/node'
import { initialiseAesIge } from '@streambot/aes-ige'
import { DataCentreAccess, DataConnection, FastCryptoProvider, PacketOpener, SlabPool } from 'streambot'
import { z } from 'zod'
import { MIB } from './figures.js'
import type { SimProcess } from './sim-process.js'

const CONNECTIONS = 2
const IN_FLIGHT = 4
const OPEN_TIMEOUT_MS = 10_000
const PART_TIMEOUT_MS = 30_000

export class PartClient implements AsyncDisposable {
  private constructor(
    private readonly client: TelegramClient,
    private readonly connections: readonly DataConnection[],
    private readonly location: tl.TypeInputFileLocation,
  ) {}

  /** Logged in, with a made-up file to read. */
  static async start(sim: SimProcess, sizeBytes: number): Promise<PartClient> {
    const { client, openConnection } = await connectBot(sim)
    try {
      const connections = await Promise.all(Array.from({ length: CONNECTIONS }, openConnection))
      return new PartClient(client, connections, await someFile(sim, client, sizeBytes))
    } catch (error) {
      await client.destroy()
      throw error
    }
  }

  /** Reads so many parts of 1 MiB from the start. @throws Error when one is not whole */
  async readParts(parts: number): Promise<void> {
    let next = 0
    const reader = async (connection: DataConnection) => {
      for (let part = next++; part < parts; part = next++) await this.#readPart(connection, part)
    }
    const readers = this.connections.flatMap((it) => Array.from({ length: IN_FLIGHT / CONNECTIONS }, () => reader(it)))
    await Promise.all(readers)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.connections) connection.close(new Error('Enough was read'))
    await this.client.destroy()
  }

  async #readPart(connection: DataConnection, part: number): Promise<void> {
    const span = { offsetBytes: part * MIB, lengthBytes: MIB }
    const signal = AbortSignal.timeout(PART_TIMEOUT_MS)
    const lent = await connection.getFile(this.location, span, connection.pace.reserve(MIB), signal)
    if (lent.bytes.byteLength !== MIB) throw new Error(`Part ${part} is not whole`)
    lent.release()
  }
}

async function connectBot(
  sim: SimProcess,
): Promise<{ client: TelegramClient; openConnection: () => Promise<DataConnection> }> {
  const aesIge = await initialiseAesIge()
  const crypto = new FastCryptoProvider(aesIge)
  await crypto.initialize()
  for (const dc of sim.dcs) addPublicKey(crypto, dc.publicKeyPem)
  const home = sim.dcs.at(-1)
  if (!home) throw new Error('The simulated Telegram has no data centre')
  const address = { id: home.id, ipAddress: home.host, port: home.port }
  const base = new BaseTelegramClient({
    apiId: 1,
    apiHash: '0'.repeat(32),
    crypto,
    platform: new NodePlatform(),
    storage: new MemoryStorage(),
    defaultDcs: { main: address, media: { ...address, mediaOnly: true } },
    disableUpdates: true,
    logLevel: 0,
  })
  const client = new TelegramClient({ client: base, disableUpdates: true })
  await client.start({ botToken: '100:bench' })
  const access = new DataCentreAccess(base, aesIge)
  const [slabs, opener] = [new SlabPool(), new PacketOpener(aesIge)]
  const openConnection = async () => {
    const signal = AbortSignal.timeout(OPEN_TIMEOUT_MS)
    const key = await access.key(home.id, false, signal)
    const { introduction } = access
    return DataConnection.open(
      { endpoint: home, key, slabs, opener, introduction, onRoom: () => {}, onClose: () => {} },
      signal,
    )
  }
  return { client, openConnection }
}

/** A made-up file in a channel the bot is in, as the bot finds it. */
async function someFile(sim: SimProcess, client: TelegramClient, sizeBytes: number): Promise<tl.TypeInputFileLocation> {
  const owner = await sim.create('/users', { firstName: 'Owner' })
  const channel = await sim.create('/channels', { title: 'Files', creatorId: owner.id })
  await sim.ask('PUT', `/channels/${channel.id}/admins/100`, {})
  const file = await sim.create('/files', { synthetic: { size: sizeBytes } })
  const chat = { type: 'channel', id: channel.id }
  const { id } = z
    .object({ id: z.number() })
    .parse(await sim.ask('POST', '/messages', { from: owner.id, chat, media: file.id }))
  const answer = await client.call({
    _: 'channels.getMessages',
    channel: { _: 'inputChannel', channelId: Number(channel.id), accessHash: Long.ZERO },
    id: [{ _: 'inputMessageID', id }],
  })
  const [message] = 'messages' in answer ? answer.messages : []
  const media = message?._ === 'message' ? message.media : undefined
  if (media?._ !== 'messageMediaDocument' || media.document?._ !== 'document')
    throw new Error('The file did not arrive')
  const { id: documentId, accessHash, fileReference } = media.document
  return { _: 'inputDocumentFileLocation', id: documentId, accessHash, fileReference, thumbSize: '' }
}
