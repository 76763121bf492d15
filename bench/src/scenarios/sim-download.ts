/**
 * One simulated data centre serving parts to one client in another process: the client library over our transport, reading
 * and checking nothing but lengths. The simulator has to be fast enough not to be what other measurements measure.
 */
import { addPublicKey } from '@mtcute/core/utils.js'
import { Long, MemoryStorage, type tl } from '@mtcute/core'
import { NodePlatform, TelegramClient } from '@mtcute/node'
import { initialiseAesIge } from '@streambot/aes-ige'
import { FastCryptoProvider, PacketTransport, SlabPool } from 'streambot'
import { z } from 'zod'
import { costPerGib, GIB, MIB, round } from '../figures.js'
import { ownUsage } from '../measured-process.js'
import { startSim, type SimProcess } from '../sim-process.js'

const CONNECTIONS = 2
const IN_FLIGHT = 4
const WARM_UP_MIB = 64

export interface SimDownloadOptions {
  readonly sizeMib: number
  readonly preset: string
}

export async function simDownload(options: SimDownloadOptions): Promise<object> {
  await using sim = await startSim(options.preset)
  const slabs = new SlabPool()
  const client = await connectBot(sim, slabs)
  try {
    return await measure(options, sim, client, slabs)
  } finally {
    await client.destroy()
  }
}

async function measure(
  options: SimDownloadOptions,
  sim: SimProcess,
  client: TelegramClient,
  slabs: SlabPool,
): Promise<object> {
  const location = await someFile(sim, client, options.sizeMib * MIB)
  await readParts(client, slabs, location, Math.min(WARM_UP_MIB, options.sizeMib))

  const [simBefore, clientBefore] = [await sim.process.usage(), ownUsage()]
  const startedMs = performance.now()
  await readParts(client, slabs, location, options.sizeMib)
  const seconds = (performance.now() - startedMs) / 1000
  const [simAfter, clientAfter] = [await sim.process.usage(), ownUsage()]

  const bytes = options.sizeMib * MIB
  const simCost = costPerGib(simBefore, simAfter, bytes)
  const clientCost = costPerGib(clientBefore, clientAfter, bytes)
  return {
    scenario: 'sim-download',
    ...options,
    mibPerSecond: round(options.sizeMib / seconds),
    simCpuSecondsPerGib: simCost,
    clientCpuSecondsPerGib: clientCost,
    simToClientCpu: round(simCost / clientCost),
    /** What the simulator could serve on a core of its own. */
    simMibPerCpuSecond: round(GIB / MIB / simCost),
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

async function readParts(
  client: TelegramClient,
  slabs: SlabPool,
  location: tl.TypeInputFileLocation,
  parts: number,
): Promise<void> {
  let next = 0
  const reader = async () => {
    for (let part = next++; part < parts; part = next++) {
      const answer = await client.call(
        { _: 'upload.getFile', location, offset: part * MIB, limit: MIB },
        { kind: 'download', floodSleepThreshold: 0, maxRetryCount: 0 },
      )
      if (answer._ !== 'upload.file' || answer.bytes.byteLength !== MIB) throw new Error(`Part ${part} is not whole`)
      slabs.giveBack(answer.bytes)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, reader))
}
