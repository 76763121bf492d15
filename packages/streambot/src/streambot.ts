/** The server's life: start, serve, stop. */
import type { Broadcasts } from './actions/broadcasts.js'
import { pruneStores } from './actions/prune-stores.js'
import type { Bot } from './bot/bot.js'
import type { Config } from './config/config.js'
import { secretValues, type Secrets } from './config/secrets.js'
import { apiActions } from './context/api-actions.js'
import { Context, type Overrides } from './context/context.js'
import { createBroadcasts } from './context/broadcasts.js'
import { createChatDoor } from './context/chat-door.js'
import { createFrontDoor } from './context/front-door.js'
import { watch } from './context/watch.js'
import { createLegacyDoor } from './context/legacy-door.js'
import { createOperations, type Operations } from './context/operations.js'
import { createDavDoor } from './context/own-files.js'
import { logPruned, logRulesTrouble, logServerStarted, logShutdown } from './events.js'
import type { ApiActions } from './http/api/api-actions.js'
import type { HttpServer } from './http/http-server.js'
import { WaitingRoom } from './http/waiting-room.js'
import { createLoggers, type Loggers } from './logger.js'
import { healthOf, readinessOf, type HealthSigns } from './policy/health.js'
import type { ClientManager } from './telegram/clients/client-manager.js'
import type { MemoryManager } from './streaming/memory-manager.js'
import type { StreamRegistry } from './streaming/stream-registry.js'
import { version } from './version.js'

/** A link is made in a few round trips to Telegram. */
const BOT_GRACE_MS = 5_000
const PRUNE_EVERY_MS = 3_600_000
const LOOK_FOR_BROADCASTS_EVERY_MS = 2_000

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
    private readonly news: AsyncDisposable,
    /** Messages of admins to everybody. */
    readonly broadcasts: Broadcasts,
    /** What admins look at and change, by whichever door. */
    readonly operations: Operations,
    private readonly graceMs: number,
  ) {
    this.#pruning = pruneHourly(context)
    if (context.duty.isShared) {
      // Programs start them on any instance.
      this.#lookingForBroadcasts = setInterval(() => broadcasts.resume(), LOOK_FOR_BROADCASTS_EVERY_MS).unref()
    }
  }

  readonly #pruning: NodeJS.Timeout
  readonly #lookingForBroadcasts: NodeJS.Timeout | undefined

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
    let reason: string | null = null
    const room = await WaitingRoom.open(config.http, () => reason)
    try {
      const context = await Context.fromConfig(config, secrets, loggers, signal, options, (waitsFor) => {
        reason = waitsFor
      })
      return await StreamBot.#begin(config, secrets, { ...options, loggers }, context, room)
    } catch (error) {
      await room[Symbol.asyncDispose]()
      throw error
    }
  }

  static async #begin(
    config: Config,
    secrets: Secrets,
    options: StartOptions & { readonly loggers: Loggers },
    context: Context,
    room: WaitingRoom,
  ): Promise<StreamBot> {
    const { loggers } = options
    try {
      // Programs are let in once it is known where the server listens: their links begin with that.
      let api: ApiActions | null = null
      const life = { isStarted: false }
      const watching = {
        readiness: () => readinessOf(signsOf(context), life.isStarted, config.store.whenAway === 'wait'),
        room,
        metrics: context.metrics,
        metricsToken: secrets.metricsToken,
      }
      const http = createFrontDoor(
        config,
        context,
        () => healthOf(signsOf(context)),
        { actions: () => api, version },
        watching,
        createDavDoor(config, context),
        createLegacyDoor(config, context, () => api),
      )
      const { host } = config.http
      const address = { host, port: await http.listen({ host, port: config.http.port }) }
      const baseUrl = config.http.baseUrl ?? `http://${hostInUrl(address.host)}:${address.port}`
      const operations = createOperations(config, context, baseUrl)
      const broadcasts = createBroadcasts(config, context)
      const { logsAccessToken } = secrets
      api = apiActions(config, context, { operations, broadcasts, baseUrl, logsAccessToken })
      const { noticeTimings = {} } = options
      const { bot, news, recallAnswers } = await createChatDoor(config, context, {
        operations,
        broadcasts,
        baseUrl,
        noticeTimings,
      })
      watch(context, http, broadcasts)
      context.inbox.deliverTo((event) => {
        context.metrics.meters.updates++
        return bot.receive(event)
      })
      context.inbox.onDeleted = (channelId, messageIds) => context.copiesGone(channelId, messageIds)
      const { duty } = context
      duty.beforeTaking = recallAnswers
      duty.onTaken = () => {
        bot.announceCommands()
        broadcasts.resume()
      }
      if (duty.isOn) bot.announceCommands()
      logServerStarted(loggers.app, { ...address, baseUrl })
      broadcasts.resume()
      life.isStarted = true
      const { shutdownGraceMs } = config
      return new StreamBot(baseUrl, address, context, http, bot, news, broadcasts, operations, shutdownGraceMs)
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
    clearInterval(this.#pruning)
    clearInterval(this.#lookingForBroadcasts)
    const broadcastsStopped = this.broadcasts[Symbol.asyncDispose]()
    // Where others wait to answer people they need not wait for streams.
    const handedOver = this.context.duty.isShared ? this.#handOver(broadcastsStopped) : null
    await Promise.allSettled([this.http.drain(this.graceMs), handedOver])
    await Promise.allSettled([this.bot.drain(BOT_GRACE_MS), broadcastsStopped, this.news[Symbol.asyncDispose]()])
    await this.context[Symbol.asyncDispose]()
  }

  async #handOver(broadcastsStopped: Promise<void>): Promise<void> {
    await Promise.allSettled([this.bot.drain(BOT_GRACE_MS), broadcastsStopped])
    await this.context.duty[Symbol.asyncDispose]()
  }
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

function signsOf({ clients, stores }: Context): HealthSigns {
  return { clients: clients.describe().map(({ state }) => state), isStoreAway: stores.trouble !== null }
}

/** `0.0.0.0` is where a server listens, not where anybody finds it. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
