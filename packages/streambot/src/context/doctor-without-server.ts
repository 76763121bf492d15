/**
 * The doctor of the command line: beside a server that runs, or where none does. It tells everything it can find at once, whatever is wrong: with
 * a configuration that cannot be used, what does not need one; with a bot that is refused, all of the others.
 */
import { join } from 'node:path'
import { initialiseAesIge } from '@streambot/aes-ige'
import { checkBaseUrl } from '../actions/check-base-url.js'
import type { CheckMachineDeps } from '../actions/check-machine.js'
import { checkProxy } from '../actions/check-proxy.js'
import { checkSetup, runChecks, type CheckSetupDeps } from '../actions/check-setup.js'
import { checkInsideDatabase, machineChecks } from '../actions/examine-setup.js'
import { otherLogChannel } from '../actions/require-log-channel.js'
import { finding, worstFirst, type SetupFinding } from '../actions/setup-findings.js'
import type { Config, LoadedConfig } from '../config/config.js'
import { secretValues, type Secrets } from '../config/secrets.js'
import { ENV_VARIABLES } from '../config/variables.js'
import { toPlainChannelId } from '../core/channel-id.js'
import { StreamBotError } from '../core/errors.js'
import type { LinkKey } from '../core/link.js'
import { createLoggers } from '../logger.js'
import { nameOfStore, openStores } from '../open-stores.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { Stores } from '../ports/stores.js'
import { KeyFile } from '../stores/file/key-file.js'
import { quickCheck } from '../stores/sqlite/examine.js'
import { toMemoryLimit } from '../streaming/memory-limit.js'
import { connectOptions, toWorker } from './context.js'
import { certificateOf, THIS_MACHINE } from './this-machine.js'
import { linksBeginWith } from './visit-telegram.js'
import { VisitingBots } from './visiting-bots.js'

interface Chance {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly steadyMs: () => number
  /** Whether the file of an SQLite database is there. */
  readonly exists: (path: string) => boolean
}

/** The worst first. @throws the signal's reason when aborted */
export async function examineWithoutServer(
  loaded: LoadedConfig,
  dataDirectory: string,
  chance: Chance,
  signal: AbortSignal,
): Promise<SetupFinding[]> {
  if (!loaded.ok) {
    const problems = loaded.problems.map(({ name, kind, message }) => {
      const isMissing = kind === 'missing'
      const whereToGet = ENV_VARIABLES.find((variable) => variable.name === name)?.whereToGet
      const text = isMissing && whereToGet ? `${name} is missing. It is found at ${whereToGet}` : message
      const about = { name, message: /\.$/.test(text) ? text : `${text}.` }
      return finding(isMissing ? 'configuration_missing' : 'configuration_invalid', about)
    })
    const machine = machineOf(dataDirectory, null)
    const checks = machineChecks({ ...machine, adminIds: () => [0] })
    return worstFirst([...problems, ...(await runChecks(checks, signal))])
  }
  const { config, secrets } = loaded
  const stores = await openWithoutMaking(config, secrets, chance)
  try {
    return await examineWith(config, secrets, stores, chance, signal)
  } finally {
    if ('archive' in stores) await stores[Symbol.asyncDispose]()
  }
}

async function examineWith(
  config: Config,
  secrets: Secrets,
  stores: Stores | StoresAway,
  chance: Chance,
  signal: AbortSignal,
): Promise<SetupFinding[]> {
  const { clock, randomness } = chance
  const loggers = createLoggers({ ...config.log, level: 'silent', secrets: secretValues(secrets) })
  const keys = await keysOf(stores, config)
  const linkKeys = keyRingOf(keys)
  const connect = await connectOptions(config, secrets, loggers, await initialiseAesIge(), { clock, randomness })
  const bots = await VisitingBots.logIn(
    [{ name: 'BOT_TOKEN', token: secrets.botToken, inbox: null }, ...secrets.workerTokens.map(toWorker)],
    { ...connect, sessions: null },
    toPlainChannelId(config.telegram.logChannelId),
    signal,
  )
  try {
    const deps: CheckSetupDeps = {
      clock,
      randomness,
      linkKeys,
      stores,
      bots: bots.rights,
      fetch: (...request) => fetch(...request),
      baseUrl: { configured: config.http.baseUrl, inUse: linksBeginWith(config) },
      onTheWay: (url, limit) => checkProxy({ ...chance, linkKeys, fetch, certificateOf }, url, limit),
      logChannel: String(config.telegram.logChannelId),
      subscriptionChannels: () => config.access.forceSubscription.channels,
      names: config.names,
    }
    const botCount = 1 + secrets.workerTokens.length
    const found = await checkSetup(deps, signal, [
      ...machineChecks({ ...machineOf(config.dataDirectory, config, botCount), adminIds: () => config.adminIds }),
      ['database', (limit) => checkDatabase(stores, chance, limit)],
      ['log_channel', () => checkLogChannelOf(stores, config)],
    ])
    return worstFirst(await withServerAway(found.map(bots.explain), deps, config, keys.length > 0, signal))
  } finally {
    await bots[Symbol.asyncDispose]()
  }
}

/** A database that there is none of, or that does not answer. */
interface StoresAway extends Pick<Stores, 'name' | 'check'> {
  readonly isUnused: boolean
  /** Of an SQLite file. */
  readonly path: string | null
}

/** Looking makes nothing. */
async function openWithoutMaking(
  { store }: Config,
  { databaseUrl }: Secrets,
  { exists }: Chance,
): Promise<Stores | StoresAway> {
  const about = { name: nameOfStore(store), path: store.provider === 'sqlite' ? store.path : null }
  if (about.path !== null && !exists(about.path)) return { ...about, isUnused: true, check: () => Promise.resolve() }
  try {
    return await openStores(store, databaseUrl)
  } catch (error) {
    if (!(error instanceof StreamBotError)) throw error
    return { ...about, isUnused: false, check: () => Promise.reject(error) }
  }
}

async function checkDatabase(
  stores: Stores | StoresAway,
  { clock }: Chance,
  signal: AbortSignal,
): Promise<SetupFinding[]> {
  if ('archive' in stores) return checkInsideDatabase({ stores, clock }, signal)
  const { name, path } = stores
  if (stores.isUnused) return [finding('database_unused', { name })]
  // What cannot be opened may be damaged.
  const damage = path === null ? null : await quickCheck(path, signal)
  return damage === null ? [] : [finding('database_damaged', { name, reason: damage })]
}

async function checkLogChannelOf(stores: Stores | StoresAway, { telegram }: Config): Promise<SetupFinding[]> {
  if (!('archive' in stores)) return []
  const known = await otherLogChannel(stores, telegram.logChannelId)
  if (known === null) return []
  return [finding('log_channel_of_another_database', { logChannel: String(telegram.logChannelId), known })]
}

async function keysOf(stores: Stores | StoresAway, { dataDirectory }: Config): Promise<readonly LinkKey[]> {
  const backup = new KeyFile(join(dataDirectory, 'link-keys.json'))
  if (!('archive' in stores)) return backup.read()
  return stores.keys.all().catch(() => backup.read())
}

function keyRingOf(keys: readonly LinkKey[]) {
  return {
    key: (id: number) => keys.find((key) => key.id === id) ?? null,
    get signing() {
      const key = keys.at(-1)
      if (!key) throw new StreamBotError('store_unavailable', 'There is no key to sign links with')
      return key
    },
  }
}

/** What is found of an address says little while no server runs behind it. */
const OF_A_SERVER_AWAY: readonly string[] = [
  'base_url_unreachable',
  'base_url_not_passed_on',
  'base_url_of_another_server',
]

async function withServerAway(
  found: readonly SetupFinding[],
  deps: CheckSetupDeps,
  config: Config,
  hasKeys: boolean,
  signal: AbortSignal,
): Promise<SetupFinding[]> {
  const isInDoubt = found.some(({ id }) => OF_A_SERVER_AWAY.includes(id) || id === 'base_url_unset')
  const { host, port, basePath } = config.http
  // Where it listens on any free port, nobody knows whether it does.
  if (!isInDoubt || port === 0) return [...found]
  const url = `http://${hostToAsk(host)}:${port}${basePath}`
  const here = { ...deps, baseUrl: { configured: url, inUse: url }, onTheWay: () => Promise.resolve([]) }
  const isHere = hasKeys && (await checkBaseUrl(here, signal)).some(({ id }) => id === 'base_url_ready')
  if (isHere) return [...found]
  return [...found.filter(({ id }) => !OF_A_SERVER_AWAY.includes(id)), finding('server_not_running', { url })]
}

function hostToAsk(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

function machineOf(dataDirectory: string, config: Config | null, botCount = 1): CheckMachineDeps {
  const configuredMemoryBytes = config?.memory.limitBytes ?? null
  const available = THIS_MACHINE.availableMemoryBytes()
  return {
    machine: THIS_MACHINE,
    dataDirectory,
    diskCacheBytes: config?.diskCacheBytes ?? null,
    configuredMemoryBytes,
    memoryLimitBytes: toMemoryLimit(configuredMemoryBytes, available, available),
    botCount,
  }
}
