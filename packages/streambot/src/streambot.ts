/** The server's life: start, serve, stop. */
import { randomBytes } from 'node:crypto'
import type { Actor } from './actions/audit.js'
import { banUser, unbanUser } from './actions/ban-user.js'
import { changeLink } from './actions/change-link.js'
import { pruneStores } from './actions/prune-stores.js'
import { readFirstBytes } from './actions/read-first-bytes.js'
import { registerFile } from './actions/register-file.js'
import { revokeLink } from './actions/revoke-link.js'
import { Bot } from './bot/bot.js'
import type { Config } from './config/config.js'
import { secretValues, type Secrets } from './config/secrets.js'
import { Context, type Overrides } from './context/context.js'
import { createFrontDoor } from './context/front-door.js'
import { logLinkCreated, logPruned, logRulesTrouble, logServerStarted, logShutdown } from './events.js'
import type { Ban } from './core/ban.js'
import type { Link, LinkChanges } from './core/link.js'
import type { MediaFile } from './core/media-file.js'
import type { HttpServer } from './http/http-server.js'
import { createLoggers, type Loggers } from './logger.js'
import { UploadPlaces } from './policy/upload-places.js'
import type { ClientManager } from './telegram/clients/client-manager.js'
import type { MemoryManager } from './streaming/memory-manager.js'
import type { StreamRegistry } from './streaming/stream-registry.js'

/** A link is made in a few round trips to Telegram. */
const BOT_GRACE_MS = 5_000
const PRUNE_EVERY_MS = 3_600_000

export interface StartOptions extends Overrides {
  /** Stops a start that is under way. */
  readonly signal?: AbortSignal
  readonly loggers?: Loggers
}

export class StreamBot implements AsyncDisposable {
  private constructor(
    /** What links begin with. */
    readonly baseUrl: string,
    /** Where the server listens. */
    readonly address: { readonly host: string; readonly port: number },
    private readonly context: Context,
    private readonly http: HttpServer,
    private readonly bot: Bot,
    private readonly graceMs: number,
  ) {
    this.#pruning = pruneHourly(context)
  }

  readonly #pruning: NodeJS.Timeout

  /** Every stream that is open. */
  get streams(): StreamRegistry {
    return this.context.streaming.streams
  }

  get memory(): MemoryManager {
    return this.context.streaming.memory
  }

  /** @throws StreamBotError in one sentence that says what to change; nothing is left open then */
  static async start(config: Config, secrets: Secrets, options: StartOptions = {}): Promise<StreamBot> {
    const signal = options.signal ?? new AbortController().signal
    const loggers = options.loggers ?? createLoggers({ ...config.log, secrets: secretValues(secrets) })
    const context = await Context.fromConfig(config, secrets, loggers, signal, options)
    try {
      const http = createFrontDoor(config, context, () => healthOf(context))
      const { host } = config.http
      const address = { host, port: await http.listen({ host, port: config.http.port }) }
      const baseUrl = config.http.baseUrl ?? `http://${hostInUrl(address.host)}:${address.port}`
      const bot = createBot(config, context, baseUrl)
      context.inbox.deliverTo((message) => bot.receive(message))
      context.inbox.onDeleted = (channelId, messageIds) => context.copiesGone(channelId, messageIds)
      logServerStarted(loggers.app, { ...address, baseUrl })
      return new StreamBot(baseUrl, address, context, http, bot, config.shutdownGraceMs)
    } catch (error) {
      await context[Symbol.asyncDispose]()
      throw error
    }
  }

  /** The bots, and how they are doing; workers may be added and removed while it runs. */
  get clients(): Pick<ClientManager, 'describe' | 'addWorker' | 'removeWorker'> {
    return this.context.clients
  }

  /** What admins do, by whichever door. @throws StreamBotError store_unavailable, from each */
  get operations(): Operations {
    return operationsOf(this.context)
  }

  /**
   * Answers no new request and lets streams end within the grace time; the bot answers people until then, because a message
   * that was received and not answered is not sent again. Then closes everything in reverse order.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    logShutdown(this.context.loggers.app, { reason: 'asked to stop', graceMs: this.graceMs })
    clearInterval(this.#pruning)
    await Promise.allSettled([this.http.drain(this.graceMs)])
    await Promise.allSettled([this.bot.drain(BOT_GRACE_MS)])
    await this.context[Symbol.asyncDispose]()
  }
}

export interface Operations {
  readonly revokeLink: (actor: Actor, linkId: string) => Promise<boolean>
  readonly changeLink: (actor: Actor, linkId: string, changes: LinkChanges) => Promise<Link | null>
  /** @returns for `LinkRestrictions`. @throws RangeError for a password that is empty or too long */
  readonly hashPassword: (password: string) => Promise<string>
  readonly banUser: (actor: Actor, ban: Ban) => Promise<void>
  readonly unbanUser: (actor: Actor, userId: number) => Promise<boolean>
}

function operationsOf({ clock, randomness, stores, gatekeepers, loggers }: Context): Operations {
  const { links, bans, audit } = stores
  const onAuditTrouble = (error: unknown) => logRulesTrouble(loggers.store, { subject: 'the audit log' }, error)
  const deps = { clock, randomness, links, bans, audit, guard: gatekeepers.guard, onAuditTrouble }
  return {
    revokeLink: (actor, linkId) => revokeLink(deps, actor, linkId),
    changeLink: (actor, linkId, changes) => changeLink(deps, actor, linkId, changes),
    hashPassword: (password) => gatekeepers.passwords.hash(password),
    banUser: (actor, ban) => banUser(deps, actor, ban),
    unbanUser: (actor, userId) => unbanUser(deps, actor, userId),
  }
}

function createBot(config: Config, context: Context, baseUrl: string): Bot {
  const { clock, randomness, linkKeys, stores, logChannel, loggers, gatekeepers } = context
  const deps = {
    clock,
    randomness,
    linkKeys,
    logChannel,
    users: stores.users,
    bans: stores.bans,
    links: stores.links,
    files: stores.files,
    places: new UploadPlaces({ clock, windows: stores.windows }),
    membership: gatekeepers.subscriptions,
    readFirstBytes: (logMessageId: number, file: MediaFile, signal: AbortSignal) =>
      readFirstBytes(context.files, logMessageId, file, signal),
    isStored: async (logMessageId: number, signal: AbortSignal) =>
      (await context.files.locate(logMessageId, signal)) !== null,
    accessRules: { ...config.access, adminIds: config.adminIds },
    uploadRules: config.limits,
    fileRules: { maxSizeBytes: config.uploads.maxFileSizeBytes, types: config.uploads.types },
    linkRules: { baseUrl, expirySeconds: config.links.expirySeconds },
  }
  return new Bot({
    messenger: context.messenger,
    registerFile: async (incoming, signal) => {
      const result = await registerFile(deps, incoming, signal)
      if (result.ok) {
        const { id: linkId, ownerId, expiresAtMs } = result.link
        logLinkCreated(loggers.bot, { linkId, ownerId, sizeBytes: incoming.file.sizeBytes, expiresAtMs })
      }
      return result
    },
    logger: loggers.bot,
    errorId: () => randomBytes(4).toString('hex'),
  })
}

/** What is old goes, an hour at a time; it does not keep the process alive. */
function pruneHourly({ clock, stores, loggers }: Context): NodeJS.Timeout {
  const prune = async () => {
    const { pruned, errors } = await pruneStores({ clock, stores })
    if (pruned > 0) logPruned(loggers.store, { pruned })
    for (const error of errors) logRulesTrouble(loggers.store, { subject: 'old records' }, error)
  }
  return setInterval(() => void prune(), PRUNE_EVERY_MS).unref()
}

/** Able to serve while one client is. Anybody may ask, so clients are counted, not named. */
function healthOf(context: Context): { ok: boolean; reasons: string[] } {
  const states = context.clients.describe().map((client) => client.state)
  const ailing = new Set(states.filter((state) => state !== 'healthy'))
  const reasons = [...ailing].map((ailment) => {
    const count = states.filter((state) => state === ailment).length
    return `${count} of ${states.length} Telegram clients: ${ailment}`
  })
  if (context.stores.trouble) reasons.push('The database does not answer')
  return { ok: states.includes('healthy'), reasons }
}

/** `0.0.0.0` is where a server listens, not where anybody finds it. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
