/**
 * From an environment to one typed value. Pure: reads nothing but its argument and reports every problem at once. Config
 * holds no secret and may be logged. An absent feature is null; units are in the names.
 */
import { MAX_BATCH_LINKS } from '../core/batch.js'
import { MAX_LINK_SECONDS } from '../core/link.js'
import { readApiAllowedAddresses, readLogsAccessToken } from './api-access.js'
import { readAdminIds, readBotToken, readWorkerTokens } from './bot-tokens.js'
import { basePathOf, isPublicHost, readBaseUrl } from './base-url.js'
import { readStore, type StoreConfig } from './database.js'
import { readAccess, type AccessConfig } from './access.js'
import { readAllowedOrigins } from './allowed-origins.js'
import { EnvReader, type Env, type OldName } from './env-reader.js'
import { readFeatures, type FeaturesConfig } from './features.js'
import { readFileTypes, type FileTypesConfig } from './file-types.js'
import { readBandwidth, readLimits, type BandwidthConfig, type LimitsConfig } from './limits.js'
import { readLegacyLinks, type LegacyLinks } from './legacy-links.js'
import { readLogChannelId } from './log-channel-id.js'
import type { ConfigProblem } from './problem.js'
import type { Secrets } from './secrets.js'
import { readTelegramNetwork, type TelegramNetwork } from './telegram-network.js'
import { readTrustedProxies } from './trusted-proxies.js'
import { WITHOUT_EFFECT } from './variables.js'
import { readVideoFrontendUrl } from './video-frontend.js'

export interface Config {
  readonly profile: Profile
  readonly telegram: {
    readonly apiId: number
    /** Marked form: -100… */
    readonly logChannelId: number
    /** Begins the file names of the sessions in the data directory. */
    readonly sessionName: string
    readonly network: TelegramNetwork
  }
  readonly links: {
    /** null: links do not expire. */
    readonly expirySeconds: number | null
    /** Links that a similar bot gave out; null: they lead nowhere. */
    readonly legacy: LegacyLinks | null
  }
  readonly uploads: {
    readonly maxFileSizeBytes: number | null
    readonly types: FileTypesConfig
    /** In one link. */
    readonly maxBatchFiles: number
  }
  readonly features: FeaturesConfig
  readonly access: AccessConfig
  readonly limits: LimitsConfig
  readonly bandwidth: BandwidthConfig
  readonly http: {
    readonly host: string
    /** 0: any free port. */
    readonly port: number
    /** As people reach the server, without a slash at the end; null: not told, so this machine and the port listened on. */
    readonly baseUrl: string | null
    /** The path of `baseUrl`: empty, or begins with a slash and does not end with one. */
    readonly basePath: string
    readonly trustedProxies: readonly string[]
    /** CIDR blocks whose programs may use the API; empty: everybody with a token. */
    readonly apiAllowedAddresses: readonly string[]
    /** Whose pages may read answers; null: nobody's but our own. */
    readonly allowedOrigins: '*' | readonly string[] | null
    /** null: no limit. */
    readonly connectionsPerAddress: number | null
    /** A video's address is put behind it; null: videos are shown by this server. */
    readonly videoFrontendUrl: string | null
  }
  readonly store: StoreConfig
  readonly dataDirectory: string
  readonly memory: {
    /** null: not told, so what the container or machine has. */
    readonly limitBytes: number | null
  }
  /** null: no cache on disk. */
  readonly diskCacheBytes: number | null
  readonly adminIds: readonly number[]
  /** Messages of a broadcast. */
  readonly broadcastsPerSecond: number
  readonly log: {
    readonly level: LogLevel
    readonly format: 'json' | 'pretty'
  }
  readonly shutdownGraceMs: number
  readonly names: {
    readonly old: readonly OldName[]
    /** Set, and without effect in this version. */
    readonly withoutEffect: readonly string[]
  }
}

type Profile = 'development' | 'production'
type LogLevel = (typeof LOG_LEVELS)[number]

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const DAY_SECONDS = 86_400
/** Less than this the server does not start in. */
const MIN_MEMORY_LIMIT_MIB = 128
/** Telegram's own most, for bots that pay for it: core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this */
const MAX_BROADCASTS_PER_SECOND = 1000
/** As many as the server takes of all visitors together. */
const MAX_CONNECTIONS = 10_000
/** A pebibyte. */
const MAX_MIB = 2 ** 30

export type LoadedConfig =
  | { readonly ok: true; readonly config: Config; readonly secrets: Secrets; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

export function loadConfig(env: Env): LoadedConfig {
  const reader = new EnvReader(env)
  const telegram = readTelegram(reader)
  const dataDirectory = reader.text('DATA_DIRECTORY') ?? './data'
  const { store, url: databaseUrl } = readStore(reader, dataDirectory)
  const secrets = readSecrets(reader, databaseUrl)
  const profile = readProfile(reader)
  const config = {
    profile,
    links: { expirySeconds: readExpirySeconds(reader), legacy: readLegacyLinks(reader) },
    uploads: {
      maxFileSizeBytes: reader.integer('MAX_FILE_SIZE_BYTES', { min: 1, max: Number.MAX_SAFE_INTEGER, unit: 'bytes' }),
      types: readFileTypes(reader),
      maxBatchFiles: reader.integer('MAX_BATCH_FILES', { min: 1, max: MAX_BATCH_LINKS, unit: 'files' }) ?? 100,
    },
    features: readFeatures(reader),
    access: readAccess(reader),
    limits: readLimits(reader),
    bandwidth: readBandwidth(reader),
    http: readHttp(reader),
    store,
    dataDirectory,
    memory: { limitBytes: readMib(reader, 'MEMORY_LIMIT_MIB', MIN_MEMORY_LIMIT_MIB) },
    diskCacheBytes: readMib(reader, 'DISK_CACHE_MIB', 0),
    adminIds: readAdminIds(reader),
    broadcastsPerSecond: reader.integer('BROADCASTS_PER_SECOND', { min: 1, max: MAX_BROADCASTS_PER_SECOND }) ?? 25,
    log: readLog(reader, profile),
    shutdownGraceMs: (reader.integer('SHUTDOWN_GRACE_SECONDS', { min: 0, max: 3600, unit: 'seconds' }) ?? 30) * 1000,
  }
  const names = { old: reader.oldNames, withoutEffect: noteWithoutEffect(reader) }
  if (!telegram || !secrets || reader.problems.length > 0) return { ok: false, problems: reader.problems }
  return { ok: true, config: { ...config, telegram, names }, secrets, notes: reader.notes }
}

function readTelegram(reader: EnvReader): Config['telegram'] | null {
  const apiId = readApiId(reader)
  const logChannelId = readLogChannelId(reader)
  const network = readTelegramNetwork(reader)
  const sessionName = reader.text('SESSION_NAME') ?? 'streambot'
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(sessionName)) {
    reader.invalid('SESSION_NAME', 'may have letters, digits, - and _ only: it becomes a file name')
  }
  return apiId === null || logChannelId === null ? null : { apiId, logChannelId, sessionName, network }
}

/** Problems do not repeat the value: people mix up id and hash, and the hash is a secret. */
function readApiId(reader: EnvReader): number | null {
  const text = reader.required('API_ID', reader.text('API_ID'))
  if (text === null) return null
  if (/^\d{1,10}$/.test(text) && Number(text) > 0 && Number(text) < 2 ** 31) return Number(text)
  reader.invalid('API_ID', 'must be a number such as 1234567: the api_id shown at https://my.telegram.org')
  return null
}

function readSecrets(reader: EnvReader, databaseUrl: string | null): Secrets | null {
  const apiHash = reader.required('API_HASH', reader.text('API_HASH'))
  if (apiHash !== null && !/^[0-9a-f]{32}$/i.test(apiHash)) {
    reader.invalid('API_HASH', 'must be 32 hex digits: the api_hash shown at https://my.telegram.org')
  }
  const botToken = readBotToken(reader)
  const workerTokens = readWorkerTokens(reader, botToken)
  const metricsToken = readMetricsToken(reader)
  const logsAccessToken = readLogsAccessToken(reader)
  if (apiHash === null || botToken === null) return null
  return { apiHash, botToken, workerTokens, databaseUrl, metricsToken, logsAccessToken }
}

/** As it can stand in a header (RFC 6750 §2.1), and long enough not to be guessed. */
function readMetricsToken(reader: EnvReader): string | null {
  const token = reader.text('METRICS_TOKEN')
  if (token !== null && !/^[A-Za-z0-9._~+/-]{16,256}=*$/.test(token)) {
    reader.invalid(
      'METRICS_TOKEN',
      'must be 16 to 256 letters, digits and . _ ~ + / -, such as `openssl rand -hex 16` prints',
    )
  }
  return token
}

/** Anything that is not production runs like development; test runners set `test`. */
function readProfile(reader: EnvReader): Profile {
  const profile = reader.choice('NODE_ENV', ['production', 'development', 'test'])
  return profile === 'development' || profile === 'test' ? 'development' : 'production'
}

function readExpirySeconds(reader: EnvReader): number | null {
  const seconds =
    reader.integer('LINK_EXPIRY_SECONDS', { min: 0, max: MAX_LINK_SECONDS, unit: 'seconds' }) ?? DAY_SECONDS
  return seconds === 0 ? null : seconds
}

/** Bytes; null when not told, or 0. */
function readMib(reader: EnvReader, name: string, min: number): number | null {
  const mib = reader.integer(name, { min, max: MAX_MIB, unit: 'MiB' })
  return mib === null || mib === 0 ? null : mib * 1024 * 1024
}

function readHttp(reader: EnvReader): Config['http'] {
  const port = reader.integer('PORT', { min: 0, max: 65_535 }) ?? 8080
  const baseUrl = readBaseUrl(reader, port)
  // Some bots call the public address so, others the one to listen on.
  const host = reader.textOf('BIND_ADDRESS', ...(isPublicHost(reader) ? [] : ['HOST'])) ?? '0.0.0.0'
  const trustedProxies = readTrustedProxies(reader, baseUrl?.startsWith('https://') ?? false)
  const videoFrontendUrl = readVideoFrontendUrl(reader)
  return {
    host,
    port,
    baseUrl,
    basePath: basePathOf(baseUrl),
    trustedProxies,
    apiAllowedAddresses: readApiAllowedAddresses(reader),
    videoFrontendUrl,
    ...readVisitors(reader),
  }
}

function readVisitors(reader: EnvReader): Pick<Config['http'], 'allowedOrigins' | 'connectionsPerAddress'> {
  const connections = reader.integer('CONNECTIONS_PER_ADDRESS', { min: 0, max: MAX_CONNECTIONS }) ?? 64
  return { allowedOrigins: readAllowedOrigins(reader), connectionsPerAddress: connections === 0 ? null : connections }
}

function readLog(reader: EnvReader, profile: Profile): Config['log'] {
  const isDevelopment = profile === 'development'
  return {
    level: reader.choice('LOG_LEVEL', LOG_LEVELS) ?? (isDevelopment ? 'debug' : 'info'),
    format: reader.choice('LOG_FORMAT', ['json', 'pretty']) ?? (isDevelopment ? 'pretty' : 'json'),
  }
}

function noteWithoutEffect(reader: EnvReader): string[] {
  const names = WITHOUT_EFFECT.flatMap((pattern) => reader.namesMatching(pattern))
  for (const name of names) reader.notes.push(`${name} has no effect in this version`)
  return names
}
