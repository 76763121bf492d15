/**
 * The web server and all who decide about its requests, in this process and without a Telegram: bytes come from the source it is given.
 * Every limit and quota is on, and so high that nobody meets it.
 */
import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import {
  configuredSettings,
  createFrontDoor,
  createLinkToken,
  createLoggers,
  createPasswordProof,
  Gatekeepers,
  KeyRing,
  loadConfig,
  ResilientStores,
  StreamEngine,
  toLiveRules,
  type FileSource,
  type Link,
  type Stores,
} from 'streambot'
import { MIB } from './figures.js'

const MEMORY_LIMIT_BYTES = 512 * MIB
const ENV = {
  API_ID: '1',
  API_HASH: '0'.repeat(32),
  BOT_TOKEN: '100:bench',
  LOG_CHANNEL: '-1000000000001',
  PORT: '0',
  REQUESTS_PER_MINUTE: '100000',
  CONNECTIONS_PER_ADDRESS: '0',
  WRONG_LINKS_PER_HOUR: '100000',
  BANDWIDTH_LIMIT_GB: '1000000',
  USER_BANDWIDTH_LIMIT_GB: '1000000',
}

export class FrontDoor implements AsyncDisposable {
  private constructor(
    /** `http://127.0.0.1:1234` */
    readonly url: string,
    readonly server: Server,
    private readonly linkKeys: KeyRing,
    /** What to close, in this order. */
    private readonly opened: readonly AsyncDisposable[],
  ) {}

  /** @param stores disposed of with it */
  static async open(stores: Stores, files: FileSource, signal: AbortSignal): Promise<FrontDoor> {
    const loaded = loadConfig(ENV)
    if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('; '))
    const { config } = loaded
    const loggers = createLoggers({ level: 'silent', format: 'json', secrets: [] })
    const clock = { now: () => Date.now() }
    const randomness = { bytes: (length: number) => randomBytes(length) }
    const resilient = await asInTheServer(stores, signal)
    const backup = { read: () => Promise.resolve([]), write: () => Promise.resolve() }
    const linkKeys = await KeyRing.open({ clock, randomness, keys: resilient.keys, backup, onTrouble: fail })
    const streaming = createStreaming(files)
    const { streams } = streaming
    const rules = { current: toLiveRules(configuredSettings(config), config.adminIds) }
    const gatekeepers = new Gatekeepers(rules, { clock, randomness, loggers, stores: resilient, streams, membership })
    const health = () => ({ ok: true, reasons: [] })
    const http = createFrontDoor(config, { clock, linkKeys, files, streaming, loggers, gatekeepers }, health)
    const port = await http.listen({ host: '127.0.0.1', port: 0 })
    return new FrontDoor(`http://127.0.0.1:${port}`, http.app.server, linkKeys, [
      http,
      streaming,
      gatekeepers,
      resilient,
    ])
  }

  tokenOf({ id: linkId, logMessageId, file, expiresAtMs, restrictions }: Link): string {
    const { passwordHash, maxDownloads, addresses } = restrictions
    const isRestricted = passwordHash !== null || maxDownloads !== null || addresses.length > 0
    const claims = { linkId, logMessageId, sizeBytes: file.sizeBytes, expiresAtMs, isRestricted }
    return createLinkToken(this.linkKeys.signing, claims)
  }

  /** What a browser keeps of a password it gave; null: the link has none. */
  proofOf({ id: linkId, restrictions: { passwordHash } }: Link): string | null {
    return passwordHash === null ? null : createPasswordProof(this.linkKeys.signing, { linkId, passwordHash })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const resource of this.opened) await resource[Symbol.asyncDispose]()
    this.linkKeys[Symbol.dispose]()
  }
}

function asInTheServer(stores: Stores, signal: AbortSignal): Promise<ResilientStores> {
  const open = () => Promise.resolve(stores)
  const options = { name: stores.name, isShared: false, open, onAway: fail, onBack: () => {}, random: Math.random }
  return ResilientStores.open(options, 'wait', signal)
}

function createStreaming(files: FileSource): StreamEngine {
  return new StreamEngine({
    files,
    tier: null,
    clock: { now: () => Date.now() },
    now: () => performance.now(),
    memoryLimitBytes: MEMORY_LIMIT_BYTES,
    owners: [],
    sample: () => process.memoryUsage(),
    collectGarbage: () => {},
    onLevel: () => {},
  })
}

/** Visitors of a link are not asked what they are members of. */
const membership = {
  isMember: () => Promise.reject(new Error('There is no Telegram')),
  invite: () => Promise.reject(new Error('There is no Telegram')),
}

/** A measurement of a database in trouble is none. */
function fail(error: unknown): never {
  throw error
}
