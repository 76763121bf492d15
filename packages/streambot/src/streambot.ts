/** The server's life: start, serve, stop. */
import { randomBytes } from 'node:crypto'
import { openStream } from './actions/open-stream.js'
import { registerFile } from './actions/register-file.js'
import { Bot } from './bot/bot.js'
import type { Config } from './config/config.js'
import { secretValues, type Secrets } from './config/secrets.js'
import { Context, type Overrides } from './context.js'
import { logLinkCreated, logServerStarted, logShutdown } from './events.js'
import { createHttpServer, type HttpServer } from './http/http-server.js'
import { createLoggers, type Loggers } from './logger.js'
import type { ClientManager } from './telegram/clients/client-manager.js'
import type { MemoryManager } from './streaming/memory-manager.js'
import type { StreamRegistry } from './streaming/stream-registry.js'

/** A link is made in a few round trips to Telegram. */
const BOT_GRACE_MS = 5_000

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
  ) {}

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
      const http = createHttp(config, context)
      const { host } = config.http
      const address = { host, port: await http.listen({ host, port: config.http.port }) }
      const baseUrl = config.http.baseUrl ?? `http://${hostInUrl(address.host)}:${address.port}`
      const bot = createBot(config, context, baseUrl)
      context.inbox.deliverTo((message) => bot.receive(message))
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

  /**
   * Answers no new request and lets streams end within the grace time; the bot answers people until then, because a message
   * that was received and not answered is not sent again. Then closes everything in reverse order.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    logShutdown(this.context.loggers.app, { reason: 'asked to stop', graceMs: this.graceMs })
    await Promise.allSettled([this.http.drain(this.graceMs)])
    await Promise.allSettled([this.bot.drain(BOT_GRACE_MS)])
    await this.context[Symbol.asyncDispose]()
  }
}

function createHttp(config: Config, context: Context): HttpServer {
  const { clock, linkKeys, files, stores, streaming } = context
  const deps = { clock, linkKeys, files, links: stores.links, reading: streaming.reading }
  return createHttpServer(
    {
      openStream: (token, signal) => openStream(deps, token, signal),
      streams: context.streaming.streams,
      health: () => healthOf(context),
      logger: context.loggers.http,
      clock: context.clock,
    },
    { basePath: config.http.basePath },
  )
}

function createBot(config: Config, context: Context, baseUrl: string): Bot {
  const deps = {
    clock: context.clock,
    randomness: context.randomness,
    linkKeys: context.linkKeys,
    links: context.stores.links,
    logChannel: context.logChannel,
    fileRules: { maxSizeBytes: config.uploads.maxFileSizeBytes },
    linkRules: { baseUrl, expirySeconds: config.links.expirySeconds },
  }
  return new Bot({
    messenger: context.messenger,
    registerFile: async (incoming, signal) => {
      const result = await registerFile(deps, incoming, signal)
      if (result.ok) {
        const { id: linkId, ownerId, expiresAtMs } = result.link
        logLinkCreated(context.loggers.bot, { linkId, ownerId, sizeBytes: incoming.file.sizeBytes, expiresAtMs })
      }
      return result
    },
    logger: context.loggers.bot,
    errorId: () => randomBytes(4).toString('hex'),
  })
}

/** Able to serve while one client is. Anybody may ask, so clients are counted, not named. */
function healthOf(context: Context): { ok: boolean; reasons: string[] } {
  const states = context.clients.describe().map((client) => client.state)
  const ailing = new Set(states.filter((state) => state !== 'healthy'))
  const reasons = [...ailing].map((ailment) => {
    const count = states.filter((state) => state === ailment).length
    return `${count} of ${states.length} Telegram clients: ${ailment}`
  })
  return { ok: states.includes('healthy'), reasons }
}

/** `0.0.0.0` is where a server listens, not where anybody finds it. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
