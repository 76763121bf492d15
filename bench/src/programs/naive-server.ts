/**
 * What one would write first: the client library as it comes, its own download iterable, one bot after another in turn, and
 * the web framework's way of sending a stream. Measured beside the real server.
 */
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { addPublicKey } from '@mtcute/core/utils.js'
import { Long, MemoryStorage, type tl } from '@mtcute/core'
import { TelegramClient } from '@mtcute/node'
import { NodeCryptoProvider } from '@mtcute/node/utils.js'
import type { NaiveOptions } from '../naive-process.js'

interface Reply {
  header(name: string, value: string | number): Reply
  send(body: Readable): Reply
}

/** As much of the framework as is used here; it is the server's own, in the server's version. */
interface Framework {
  get(path: string, handler: (request: { params: { messageId: string } }, reply: Reply) => Promise<Reply>): void
  listen(address: { host: string; port: number }): Promise<string>
}

const options = JSON.parse(process.argv[2] ?? '') as NaiveOptions
const fastify = createRequire(import.meta.resolve('streambot'))('fastify') as () => Framework
const clients = await Promise.all(options.tokens.map(connectBot))
let turn = 0

const app = fastify()
app.get('/:messageId', async (request, reply) => {
  const client = clients[turn++ % clients.length]
  if (!client) throw new Error('There are no bots')
  const document = await findDocument(client, Number(request.params.messageId))
  const location: tl.RawInputDocumentFileLocation = { ...document, _: 'inputDocumentFileLocation', thumbSize: '' }
  const bytes = client.downloadAsIterable(location, { fileSize: document.size, dcId: document.dcId })
  return reply.header('content-length', document.size).send(Readable.from(bytes))
})
console.log(JSON.stringify({ url: await app.listen({ host: '127.0.0.1', port: 0 }) }))

async function connectBot(token: string): Promise<TelegramClient> {
  // Keys are known to the whole process, whichever provider they were made with.
  const crypto = new NodeCryptoProvider()
  await crypto.initialize()
  for (const dc of options.dcs) addPublicKey(crypto, dc.publicKeyPem)
  const home = options.dcs.at(-1)
  if (!home) throw new Error('The simulated Telegram has no data centre')
  const address = { id: home.id, ipAddress: home.host, port: home.port }
  const client = new TelegramClient({
    apiId: 1,
    apiHash: '0'.repeat(32),
    storage: new MemoryStorage(),
    defaultDcs: { main: address, media: { ...address, mediaOnly: true } },
    disableUpdates: true,
    logLevel: 0,
  })
  await client.start({ botToken: token })
  return client
}

async function findDocument(client: TelegramClient, messageId: number): Promise<tl.RawDocument> {
  const answer = await client.call({
    _: 'channels.getMessages',
    channel: { _: 'inputChannel', channelId: options.channelId, accessHash: Long.ZERO },
    id: [{ _: 'inputMessageID', id: messageId }],
  })
  const [message] = 'messages' in answer ? answer.messages : []
  const media = message?._ === 'message' ? message.media : undefined
  const document = media?._ === 'messageMediaDocument' ? media.document : undefined
  if (document?._ !== 'document') throw new Error(`Message ${messageId} has no document`)
  return document
}
