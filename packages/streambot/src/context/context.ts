/** Builds everything, in order, by plain `new`; the only file that knows which adapter stands behind which port. */
import { randomBytes } from 'node:crypto'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { addPublicKey } from '@mtcute/core/utils.js'
import { initialiseAesIge, loadFreeBuffer, type AesIge } from '@streambot/aes-ige'
import { KeyRing } from '../actions/key-ring.js'
import { LiveSettings } from '../actions/live-settings.js'
import { requireLogChannel } from '../actions/require-log-channel.js'
import type { NoticeTimings } from '../bot/admin-notices.js'
import type { Config } from '../config/config.js'
import type { Secrets } from '../config/secrets.js'
import {
  logClientError,
  logClientStatus,
  logDiskCacheBack,
  logDiskCacheOff,
  logMemoryLevel,
  logPartTrouble,
  logRulesTrouble,
  logSettingIgnored,
  logStoreAway,
  logStoreBack,
} from '../events.js'
import { toPlainChannelId } from '../core/channel-id.js'
import type { Loggers } from '../logger.js'
import type { Meters } from '../metrics/meters.js'
import { Metrics } from '../metrics/metrics.js'
import { StatsHistory } from '../metrics/stats-history.js'
import { nameOfStore, openStores } from '../open-stores.js'
import type { BotRights } from '../ports/bot-rights.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { Stores } from '../ports/stores.js'
import type { Thumbnails } from '../ports/thumbnails.js'
import { KeyFile } from '../stores/file/key-file.js'
import { ResilientStores } from '../stores/resilient/resilient-stores.js'
import { ByteShelf } from '../streaming/byte-shelf.js'
import { createGarbageCollector } from '../streaming/collect-garbage.js'
import { DiskFolder } from '../streaming/disk-folder.js'
import { DiskTier } from '../streaming/disk-tier.js'
import { toFreeBufferLimit, toMemoryLimit } from '../streaming/memory-limit.js'
import type { MemorySample } from '../streaming/memory-manager.js'
import { StreamEngine } from '../streaming/stream-engine.js'
import { ClientManager } from '../telegram/clients/client-manager.js'
import { ClientErrors } from '../telegram/clients/client-errors.js'
import type { BotCredentials, ConnectOptions } from '../telegram/clients/connect-bot.js'
import { FastCryptoProvider } from '../telegram/clients/crypto-provider.js'
import { TelegramBotRights } from '../telegram/clients/telegram-bot-rights.js'
import { botIdOf } from '../telegram/clients/session-file.js'
import { SUPERVISOR_TIMINGS, type SupervisorTimings } from '../telegram/clients/supervised-client.js'
import { systemTimers } from '../telegram/clients/timers.js'
import { PacketOpener } from '../telegram/connections/packet-opener.js'
import { SlabPool } from '../telegram/connections/slab-pool.js'
import { TelegramFileSource } from '../telegram/files/telegram-file-source.js'
import { TelegramThumbnails } from '../telegram/files/telegram-thumbnails.js'
import { TelegramBroadcastSender } from '../telegram/people/telegram-broadcast-sender.js'
import { TelegramInbox } from '../telegram/people/telegram-inbox.js'
import { TelegramLogChannel } from '../telegram/people/telegram-log-channel.js'
import { TelegramMembership } from '../telegram/people/telegram-membership.js'
import { TelegramMessenger } from '../telegram/people/telegram-messenger.js'
import { TelegramPostReader } from '../telegram/people/telegram-post-reader.js'
import { TelegramUploads } from '../telegram/people/telegram-uploads.js'
import { auditingOf } from './auditing.js'
import { BotDuty } from './bot-duty.js'
import { configuredSettings } from './configured-settings.js'
import { Gatekeepers } from './gatekeepers.js'
import { tellFailedStart } from './tell-failed-start.js'

const LOGIN_TIMEOUT_MS = 60_000

/** What a test may put in place of the real thing. */
export interface Overrides {
  readonly clock?: Clock
  readonly randomness?: Randomness
  /** Overwrites buffers that are free again, so that a late reader is caught. */
  readonly isPoisoningSlabs?: boolean
  /** What the process is said to use. */
  readonly memoryUsage?: () => MemorySample
  /** Leaves the native cipher alone. */
  readonly aesIge?: 'wasm'
  readonly clientTimings?: Partial<SupervisorTimings>
  readonly noticeTimings?: Partial<NoticeTimings>
  /** Beside a server that may be running: no session of its is used, no update asked for, no lease taken. */
  readonly isVisiting?: boolean
}

export class Context implements AsyncDisposable {
  private constructor(
    readonly clock: Clock,
    readonly randomness: Randomness,
    readonly loggers: Loggers,
    readonly stores: ResilientStores,
    readonly linkKeys: KeyRing,
    readonly settings: LiveSettings,
    readonly clients: ClientManager,
    readonly inbox: TelegramInbox,
    readonly duty: BotDuty,
    readonly slabs: SlabPool,
    readonly metrics: Metrics,
    /** Telegram id of the bot that talks to people. */
    readonly botId: number,
    config: Config,
    overrides: Overrides,
  ) {
    this.logChannelId = config.telegram.logChannelId
    this.files = new TelegramFileSource(clients, tellingOfParts(loggers))
    this.beside = { files: this.files, thumbnails: new TelegramThumbnails(this.files), shelf: new ByteShelf() }
    this.streaming = createStreaming(config, overrides, this, slabs)
    this.logChannel = new TelegramLogChannel(clients.primary, randomness)
    this.messenger = new TelegramMessenger(clients.primary)
    this.broadcastSender = new TelegramBroadcastSender(clients.primary)
    this.posts = new TelegramPostReader(clients.primary)
    this.uploads = new TelegramUploads(clients.primary, randomness)
    this.botRights = new TelegramBotRights(clients, toPlainChannelId(config.telegram.logChannelId))
    duty.onInbox = () => clients.primary.rebuild()
    const membership = new TelegramMembership(clients.primary)
    const { streams } = this.streaming
    this.gatekeepers = new Gatekeepers(settings, { clock, randomness, loggers, stores, streams, membership })
    this.history = createHistory(this)
  }

  readonly files: TelegramFileSource
  /** What lies beside files: their pictures, their subtitles. */
  readonly beside: { readonly files: TelegramFileSource; readonly thumbnails: Thumbnails; readonly shelf: ByteShelf }
  readonly logChannel: TelegramLogChannel
  readonly messenger: TelegramMessenger
  readonly broadcastSender: TelegramBroadcastSender
  readonly posts: TelegramPostReader
  readonly uploads: TelegramUploads
  readonly botRights: BotRights
  readonly streaming: StreamEngine
  readonly gatekeepers: Gatekeepers
  /** For graphs. */
  readonly history: StatsHistory
  /** Marked: -100… */
  readonly logChannelId: number

  /**
   * @param onWait told what the start waits for, for people; null: for nothing any more
   * @throws StreamBotError when something the operator has to mend keeps it from starting; nothing is left open then
   */
  static async fromConfig(
    config: Config,
    secrets: Secrets,
    loggers: Loggers,
    signal: AbortSignal,
    overrides: Overrides = {},
    onWait: (reason: string | null) => void = () => {},
  ): Promise<Context> {
    const clock = overrides.clock ?? { now: () => Date.now() }
    const randomness = overrides.randomness ?? { bytes: (length) => randomBytes(length) }
    const metrics = new Metrics()
    const stores = await openResilientStores(
      config,
      secrets,
      loggers,
      { clock, meters: metrics.meters, onWait },
      signal,
    )
    const linkKeys = await openKeyRing(config, loggers, stores, { clock, randomness })
    const settings = await openSettings(config, loggers, stores, { clock, randomness })
    const inbox = new TelegramInbox()
    const botId = Number(botIdOf(secrets.botToken))
    const isVisiting = overrides.isVisiting ?? false
    inbox.isOpen = !isVisiting
    const duty = await BotDuty.begin({ leases: isVisiting ? null : stores.leases, botId, inbox, randomness, loggers })
    try {
      const slabs = new SlabPool({
        isPoisoning: overrides.isPoisoningSlabs ?? false,
        maxFreeBytes: toFreeBufferLimit(memoryLimitOf(config)),
        freeBuffer: loadFreeBuffer(),
      })
      const aesIge = await initialiseAesIge(overrides.aesIge ? { prefer: overrides.aesIge } : {})
      loggers.telegram.info({ aes: aesIge.kind }, `AES-256-IGE is ${aesIge.kind}: ${aesIge.reason}`)
      const usual = await connectOptions(config, secrets, loggers, aesIge, { clock, randomness })
      const connect = isVisiting ? { ...usual, sessions: null } : usual
      const clients = await ClientManager.start(
        {
          ...connect,
          primary: { name: 'BOT_TOKEN', token: secrets.botToken, inbox },
          workers: secrets.workerTokens.map(toWorker),
          logChannelId: toPlainChannelId(config.telegram.logChannelId),
          data: { aesIge, slabs, opener: new PacketOpener(aesIge), clock, randomness },
          timers: systemTimers,
          timings: { ...SUPERVISOR_TIMINGS, ...overrides.clientTimings },
          onStatus: ({ name: client, state, reason }) => logClientStatus(loggers.telegram, { client, state, reason }),
          onFailedStart: (primary, error) =>
            tellFailedStart({ clock, users: stores.users, config, signal }, primary, error),
        },
        signal,
      )
      return new Context(
        clock,
        randomness,
        loggers,
        stores,
        linkKeys,
        settings,
        clients,
        inbox,
        duty,
        slabs,
        metrics,
        botId,
        config,
        overrides,
      )
    } catch (error) {
      await duty[Symbol.asyncDispose]()
      settings[Symbol.dispose]()
      linkKeys[Symbol.dispose]()
      await stores[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Messages left a channel: copies of files, where it is the log channel. @param channelId marked */
  copiesGone(channelId: number, messageIds: readonly number[]): void {
    if (channelId !== this.logChannelId) return
    for (const messageId of messageIds) void this.gatekeepers.copyGone(messageId)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.history[Symbol.dispose]()
    await this.streaming[Symbol.asyncDispose]()
    this.files[Symbol.dispose]()
    await this.gatekeepers[Symbol.asyncDispose]()
    await this.duty[Symbol.asyncDispose]()
    await this.clients[Symbol.asyncDispose]()
    this.settings[Symbol.dispose]()
    this.linkKeys[Symbol.dispose]()
    await this.stores[Symbol.asyncDispose]()
  }
}

function openResilientStores(
  config: Config,
  secrets: Secrets,
  loggers: Loggers,
  {
    clock,
    meters,
    onWait,
  }: { readonly clock: Clock; readonly meters: Meters; readonly onWait: (reason: string | null) => void },
  signal: AbortSignal,
): Promise<ResilientStores> {
  const name = nameOfStore(config.store)
  return ResilientStores.open(
    {
      name,
      isShared: config.store.provider === 'mongodb',
      open: () => openOwnStores(config, secrets, clock),
      onAway: (error, isAwaited) => {
        logStoreAway(loggers.store, { store: name, isAwaited }, error)
        onWait('The database does not answer')
      },
      onBack: () => {
        logStoreBack(loggers.store, { store: name })
        onWait(null)
      },
      random: Math.random,
      onCall: (...call) => meters.storeCalled(...call),
    },
    config.store.whenAway,
    signal,
  )
}

/** Whenever it is reached: one that belongs to another log channel is none. @throws StreamBotError bad_config, store_unavailable */
async function openOwnStores(config: Config, secrets: Secrets, clock: Clock): Promise<Stores> {
  const stores = await openStores(config.store, secrets.databaseUrl)
  try {
    const { settings, archive, leases } = stores
    await requireLogChannel({ clock, settings, archive, leases }, config.telegram.logChannelId)
    return stores
  } catch (error) {
    await stores[Symbol.asyncDispose]()
    throw error
  }
}

function openKeyRing(
  config: Config,
  loggers: Loggers,
  stores: ResilientStores,
  chance: { readonly clock: Clock; readonly randomness: Randomness },
): Promise<KeyRing> {
  return KeyRing.open({
    ...chance,
    keys: stores.keys,
    backup: new KeyFile(join(config.dataDirectory, 'link-keys.json')),
    onTrouble: (error) => logRulesTrouble(loggers.store, { subject: 'the keys that sign links' }, error),
  })
}

function openSettings(
  config: Config,
  loggers: Loggers,
  stores: ResilientStores,
  chance: { readonly clock: Clock; readonly randomness: Randomness },
): Promise<LiveSettings> {
  const tell = (subject: string) => (error: unknown) => logRulesTrouble(loggers.store, { subject }, error)
  return LiveSettings.open({
    ...auditingOf({ ...chance, loggers, stores }),
    settings: stores.settings,
    configured: configuredSettings(config),
    adminIds: config.adminIds,
    onIgnored: (name, why) => logSettingIgnored(loggers.store, { name, why }),
    onTrouble: tell('settings that admins changed'),
  })
}

export async function connectOptions(
  config: Config,
  secrets: Secrets,
  loggers: Loggers,
  aesIge: AesIge,
  chance: { readonly clock: Clock; readonly randomness: Randomness },
): Promise<ConnectOptions> {
  const crypto = new FastCryptoProvider(aesIge)
  await crypto.initialize()
  const { network } = config.telegram
  const errors = new ClientErrors(chance.clock, {
    tell: (client, error, similar) => logClientError(loggers.telegram, { client, similar }, error),
    mention: (client, error) => loggers.telegram.debug({ client, err: error }, 'A connection to Telegram failed'),
  })
  for (const dc of network.kind === 'custom' ? network.dcs : []) {
    if (dc.publicKeyPem !== null) addPublicKey(crypto, dc.publicKeyPem)
  }
  return {
    apiId: config.telegram.apiId,
    apiHash: secrets.apiHash,
    crypto,
    homeDc: network.kind === 'custom' ? (network.dcs.find((dc) => dc.id === network.homeDcId) ?? null) : null,
    testDcs: network.kind === 'test',
    sessions: { directory: join(config.dataDirectory, 'sessions'), name: config.telegram.sessionName },
    loginTimeoutMs: LOGIN_TIMEOUT_MS,
    ...chance,
    onClientError: (name, error) => errors.note(name, error),
  }
}

export function toWorker(token: string, index: number): BotCredentials {
  return { name: `worker ${index + 1} (${token.split(':', 1)[0]})`, token, inbox: null }
}

function memoryLimitOf(config: Config): number {
  return toMemoryLimit(config.memory.limitBytes, process.constrainedMemory(), totalmem())
}

function createStreaming(
  config: Config,
  overrides: Overrides,
  { files, beside, clock, loggers }: Context,
  slabs: SlabPool,
): StreamEngine {
  const diskReports = {
    onOff: (reason: string) => logDiskCacheOff(loggers.streaming, { reason }),
    onBack: () => logDiskCacheBack(loggers.streaming),
  }
  const folder = new DiskFolder(join(config.dataDirectory, 'parts'))
  const limitBytes = config.diskCacheBytes
  return new StreamEngine({
    files,
    tier:
      limitBytes === null ? null : new DiskTier({ folder, limitBytes, buffers: slabs, clock, reports: diskReports }),
    clock,
    now: () => performance.now(),
    memoryLimitBytes: memoryLimitOf(config),
    owners: [slabs, beside.shelf],
    sample: overrides.memoryUsage ?? (() => process.memoryUsage()),
    collectGarbage: createGarbageCollector(),
    onLevel: ({ level, rssBytes, limitBytes }) => logMemoryLevel(loggers.streaming, { level, rssBytes, limitBytes }),
  })
}

/** Streams that wait for one part are few, or not worth naming all. */
const MAX_NAMED_STREAMS = 16

function tellingOfParts({ telegram }: Loggers): NonNullable<ConstructorParameters<typeof TelegramFileSource>[1]> {
  return ({ streamId: requestId, streamIds, ...trouble }, error) => {
    const requestIds = streamIds.slice(0, MAX_NAMED_STREAMS)
    logPartTrouble(telegram, { requestId, ...(requestIds.length > 1 && { requestIds }), ...trouble }, error)
  }
}

function createHistory({ clock, metrics, streaming, clients, gatekeepers, loggers }: Context): StatsHistory {
  const history = new StatsHistory({
    clock,
    sentBytes: () => metrics.meters.sentBytes,
    telegramBytes: () => streaming.partCounts.telegram.bytes,
    openStreams: () => streaming.streams.size,
    clients: () => clients.describe(),
    memory: () => streaming.memory.snapshot(),
    quotaUsedBytes: async () => (await gatekeepers.quota.serviceUsage()).usedBytes,
    onTrouble: (error) => logRulesTrouble(loggers.store, { subject: 'the history of the service' }, error),
  })
  history.start()
  return history
}
