/**
 * A client that asks the simulated Telegram for parts as fast as it can: the client library over our transport, checking
 * nothing but lengths. Loaded only where it is used, since the server's own modules come with it.
 */
import { addPublicKey } from '@mtcute/core/utils.js'
import { Long, MemoryStorage, type tl } from '@mtcute/core'
import { NodePlatform, TelegramClient } from '@mtcute/node'
import { initialiseAesIge } from '@streambot/aes-ige'
import { FastCryptoProvider, PacketTransport, SlabPool } from 'streambot'
import { z } from 'zod'
import { MIB } from './figures.js'
import type { SimProcess } from './sim-process.js'

const CONNECTIONS = 2
const IN_FLIGHT = 4

export class PartClient implements AsyncDisposable {
  private constructor(
    private readonly client: TelegramClient,
    private readonly slabs: SlabPool,
    private readonly location: tl.TypeInputFileLocation,
  ) {}

  /** Logged in, with a made-up file to read. */
  static async start(sim: SimProcess, sizeBytes: number): Promise<PartClient> {
    const slabs = new SlabPool()
    const client = await connectBot(sim, slabs)
    try {
      return new PartClient(client, slabs, await someFile(sim, client, sizeBytes))
    } catch (error) {
      await client.destroy()
      throw error
    }
  }

  /** Reads so many parts of 1 MiB from the start. @throws Error when one is not whole */
  async readParts(parts: number): Promise<void> {
    let next = 0
    const reader = async () => {
      for (let part = next++; part < parts; part = next++) await this.#readPart(part)
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, reader))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.destroy()
  }

  async #readPart(part: number): Promise<void> {
    const answer = await this.client.call(
      { _: 'upload.getFile', location: this.location, offset: part * MIB, limit: MIB },
      { kind: 'download', floodSleepThreshold: 0, maxRetryCount: 0 },
    )
    if (answer._ !== 'upload.file' || answer.bytes.byteLength !== MIB) throw new Error(`Part ${part} is not whole`)
    this.slabs.giveBack(answer.bytes)
  }
}

async function connectBot(sim: SimProcess, slabs: SlabPool): Promise<TelegramClient> {
  const crypto = new FastCryptoProvider(await initialiseAesIge())
  await crypto.initialize()
  for (const dc of sim.dcs) addPublicKey(crypto, dc.publicKeyPem)
  const home = sim.dcs.at(-1)
  if (!home) throw new Error('The simulated Telegram has no data centre')
  const address = { id: home.id, ipAddress: home.host, port: home.port }
  const client = new TelegramClient({
    apiId: 1,
    apiHash: '0'.repeat(32),
    crypto,
    platform: new NodePlatform(),
    storage: new MemoryStorage(),
    transport: new PacketTransport(slabs),
    defaultDcs: { main: address, media: { ...address, mediaOnly: true } },
    disableUpdates: true,
    logLevel: 0,
    network: { middlewares: [], connectionCount: (kind) => (kind === 'download' ? CONNECTIONS : 1) },
  })
  await client.start({ botToken: '100:bench' })
  return client
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
