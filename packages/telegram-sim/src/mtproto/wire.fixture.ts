/** A data centre with a few stub handlers and the unmodified mtcute client connected to it: what the tests of this room share. */
import type { tl } from '@mtcute/core'
import { addPublicKey } from '@mtcute/core/utils.js'
import { BaseTelegramClient, type BaseTelegramClientOptions, MemoryStorage } from '@mtcute/node'
import { NodeCryptoProvider } from '@mtcute/node/utils.js'
import { createHash } from 'node:crypto'
import { DataCentre, type DataCentreOptions } from '../data-centre.js'
import { Dispatcher } from '../dispatcher.js'
import type { CallRecord } from './call-observer.js'
import { generateRsaKey } from './rsa.js'
import type { Session } from './session.js'

export interface WireFixture extends AsyncDisposable {
  readonly dc: DataCentre
  readonly dispatcher: Dispatcher
  readonly sessions: Session[]
  readonly closedSessions: Session[]
  readonly calls: CallRecord[]
  readonly errors: unknown[]
  /** `hasOldKey`: the client believes the RSA key to be one of the first generation, which has its own padding. */
  connect(options?: Partial<BaseTelegramClientOptions>, trust?: { hasOldKey: boolean }): Promise<BaseTelegramClient>
  /** The bytes of a key the data centre knows, as a real client agreed on it. */
  makeKey(): Promise<Uint8Array>
}

export interface Deferred<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
}

/** A promise settled from outside: how a test waits for a moment without sleeping. */
export function defer<T = void>(): Deferred<T> {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => (resolve = settle))
  return { promise, resolve: (value) => resolve(value) }
}

/** A file that tells its offsets: a pattern of a prime length, over and over. */
const pattern = createHash('shake256', { outputLength: 65_521 }).update('pattern').digest()

export function fileBytes(offset: number, length: number): Buffer {
  const from = offset % pattern.length
  return Buffer.concat(Array.from({ length: Math.ceil((from + length) / pattern.length) }, () => pattern)).subarray(
    from,
    from + length,
  )
}

/** Making one takes longer than most tests. */
const rsa = await generateRsaKey()

export async function startWire(options: Partial<DataCentreOptions> = {}): Promise<WireFixture> {
  const dispatcher = new Dispatcher()
  const sessions: Session[] = []
  const closedSessions: Session[] = []
  const calls: CallRecord[] = []
  const errors: unknown[] = []
  const clients: BaseTelegramClient[] = []
  const dc = await DataCentre.start({
    id: 2,
    host: '127.0.0.2',
    dispatcher,
    rsa,
    sessions: { opened: (session) => sessions.push(session), closed: (session) => closedSessions.push(session) },
    calls: { called: (call) => calls.push(call) },
    onError: (error) => errors.push(error),
    ...options,
  })
  registerStubs(dispatcher)
  return {
    dc,
    dispatcher,
    sessions,
    closedSessions,
    calls,
    errors,
    async connect(overrides = {}, { hasOldKey } = { hasOldKey: false }) {
      const client = await createClient(dc, overrides, hasOldKey)
      clients.push(client)
      await client.connect()
      return client
    },
    async makeKey() {
      const storage = new MemoryStorage()
      const client = await createClient(dc, { storage }, false)
      await client.connect()
      await client.call({ _: 'help.getNearestDc' })
      await client.destroy()
      const key = storage.authKeys.get(dc.info.id)
      if (!key) throw new Error('the client made no key')
      return key
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) await client.destroy()
      await dc[Symbol.asyncDispose]()
    },
  }
}

function registerStubs(dispatcher: Dispatcher): void {
  dispatcher.register('help.getNearestDc', ({ dcId }): tl.RawNearestDc => {
    return { _: 'nearestDc', country: 'XX', thisDc: dcId, nearestDc: dcId }
  })
  dispatcher.register('updates.getState', (): tl.updates.RawState => {
    return { _: 'updates.state', pts: 1, qts: 0, date: 1, seq: 1, unreadCount: 0 }
  })
  dispatcher.register('upload.getFile', (_, { offset, limit }): tl.upload.RawFile => {
    return { _: 'upload.file', type: { _: 'storage.fileUnknown' }, mtime: 1, bytes: fileBytes(offset, limit) }
  })
}

async function createClient(
  dc: DataCentre,
  overrides: Partial<BaseTelegramClientOptions>,
  hasOldKey: boolean,
): Promise<BaseTelegramClient> {
  const { id, host, port, publicKeyPem } = dc.info
  const crypto = new NodeCryptoProvider()
  await crypto.initialize()
  addPublicKey(crypto, publicKeyPem, hasOldKey)
  const address = { id, ipAddress: host, port }
  const client = new BaseTelegramClient({
    apiId: 1,
    apiHash: 'hash',
    storage: new MemoryStorage(),
    defaultDcs: { main: address, media: { ...address, mediaOnly: true } },
    crypto,
    disableUpdates: false,
    updates: false,
    logLevel: 0,
    reconnectionStrategy: () => 10,
    ...overrides,
  })
  client.onError.add(() => {})
  return client
}
