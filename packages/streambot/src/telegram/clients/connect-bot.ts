/** Logs one bot in, or resumes its session, within a time limit. */
import { MemoryStorage, type ConnectionState } from '@mtcute/core'
import type { ICryptoProvider } from '@mtcute/core/utils.js'
import { networkMiddlewares, TelegramClient, type BaseTelegramClient } from '@mtcute/node'
import { StreamBotError } from '../../core/errors.js'
import type { Clock, Randomness } from '../../ports/clock.js'
import type { TelegramInbox } from '../people/telegram-inbox.js'
import { explainLogin } from '../telegram-error.js'
import { QuietPlatform } from './quiet-platform.js'
import { CONNECTS_AT_MOST, ReconnectionStrategy } from './reconnection-strategy.js'
import { sendPromptly } from './send-promptly.js'
import { forgetKeys, prepareSession, writePlaces } from './session-file.js'
import { SessionStorage } from './session-storage.js'
import { signIn } from './sign-in.js'
import { TidyClient } from './tidy-client.js'

export interface BotCredentials {
  /** What people and logs call it: `BOT_TOKEN`, `ADDITIONAL_BOT_TOKENS #2` … */
  readonly name: string
  readonly token: string
  /** Where the primary's messages go, while it is open; null for workers, which are never sent updates. */
  readonly inbox: TelegramInbox | null
}

/** A data centre to connect to. */
export interface HomeDc {
  readonly id: number
  readonly host: string
  readonly port: number
}

export interface ConnectOptions {
  readonly apiId: number
  readonly apiHash: string
  readonly crypto: ICryptoProvider
  /** Where to go first; null: Telegram's own DC 2. The other DCs are learned from it. */
  readonly homeDc: HomeDc | null
  readonly testDcs: boolean
  /** Where session files are kept and how their names begin; null: log in anew at each start. */
  readonly sessions: { readonly directory: string; readonly name: string } | null
  readonly loginTimeoutMs: number
  readonly clock: Clock
  readonly randomness: Randomness
  readonly onClientError: (name: string, error: Error) => void
}

/** Where the primary is told to wait for moments, it does. */
const FLOOD_WAITS = { maxWait: 10_000, maxRetries: 3, store: false }

/** A bot that is logged in: the library's methods and the connection below them, one life. Destroying `client` ends both. */
export interface ConnectedBot {
  readonly client: TelegramClient
  readonly base: BaseTelegramClient
}

/**
 * `isKeyLost`: the keys of the last session are good for nothing. Its other contents are kept: they say which updates were
 * handled.
 * @throws StreamBotError telegram_refused_credentials, telegram_unavailable, bad_config
 */
export async function connectBot(
  credentials: BotCredentials,
  options: ConnectOptions,
  isKeyLost: boolean,
  signal: AbortSignal,
): Promise<ConnectedBot> {
  const sessionPath = options.sessions && (await prepareSession(credentials.token, options.sessions))
  if (sessionPath !== null && isKeyLost) await forgetKeys(sessionPath)
  const inbox = credentials.inbox?.isOpen ? credentials.inbox : null
  if (sessionPath !== null && inbox?.places) await writePlaces(sessionPath, await inbox.places.load())
  const onError = (error: Error) => options.onClientError(credentials.name, error)
  const updates = inbox ? { updates: { catchUp: true, messageGroupingInterval: 0 } } : {}
  const storage = sessionPath === null ? new MemoryStorage() : new SessionStorage(sessionPath, inbox, onError)
  const reconnecting = new ReconnectionStrategy(options.clock, options.randomness)
  const base = new TidyClient({
    apiId: options.apiId,
    apiHash: options.apiHash,
    crypto: options.crypto,
    platform: new QuietPlatform(),
    storage,
    testMode: options.testDcs,
    ...(options.homeDc ? { defaultDcs: toDefaultDcs(options.homeDc) } : {}),
    disableUpdates: inbox === null,
    ...updates,
    logLevel: 0,
    reconnectionStrategy: (state) => reconnecting.wait(state),
    network: {
      // The library's own throttle and flood waiter block where we would rather use another client.
      middlewares: [
        ...(credentials.inbox ? [networkMiddlewares.floodWaiter(FLOOD_WAITS)] : []),
        async (call, next) => {
          const answer: unknown = await next(call)
          reconnecting.answered()
          return answer
        },
      ],
      // Bytes come over connections of our own.
      connectionCount: () => 1,
      floodControl: CONNECTS_AT_MOST,
    },
  })
  const client = new TelegramClient({ client: base, disableUpdates: inbox === null, ...updates })
  // What its connections say when they are cut off is no news.
  client.onError.add((error) => {
    if (!base.destroyed) onError(error)
  })
  if (inbox) inbox.attach(client)
  sendPromptly(base, inbox !== null)
  const login = async () => {
    const ready = inbox ? caughtUp(client) : null
    // Under a key that is not even made yet nobody is logged in: that need not be asked.
    const hasKey = storage.authKeys.get(base.mt.network.getPrimaryDcId()) !== null
    await (hasKey ? client.start({ botToken: credentials.token }) : signIn(client, credentials.token, signal))
    await ready
  }
  try {
    // Opens the session and begins to connect, without waiting for Telegram. Destroying a client before that is done
    // would leave it reconnecting for ever.
    await client.connect()
    await withTimeLimit(login(), options.loginTimeoutMs, credentials.name, signal)
    return { client, base }
  } catch (error) {
    await client.destroy()
    throw explainLogin(error, credentials.name)
  }
}

function toDefaultDcs(dc: HomeDc) {
  const address = { id: dc.id, ipAddress: dc.host, port: dc.port }
  return { main: address, media: { ...address, mediaOnly: true } }
}

/**
 * Resolves once the updates missed since the last run are in and new ones are followed. At a bot's very first login the library
 * asks Telegram where to begin, and what people write before that answer would be passed over: nobody may call it started yet.
 */
function caughtUp(client: TelegramClient): Promise<void> {
  return new Promise((resolve) => {
    let isCatchingUp = false
    const watch = (state: ConnectionState) => {
      if (state === 'updating') isCatchingUp = true
      if (state !== 'connected' || !isCatchingUp) return
      client.onConnectionState.remove(watch)
      resolve()
    }
    client.onConnectionState.add(watch)
  })
}

/** The library tries to connect for ever; a start must end. */
async function withTimeLimit<T>(work: Promise<T>, limitMs: number, name: string, signal: AbortSignal): Promise<T> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)])
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.aborted ? stoppedByUs() : noAnswer(name, limitMs))
    if (limit.aborted) stop()
    else limit.addEventListener('abort', stop, { once: true })
  })
  work.catch(() => {}) // reported through the race, unless the limit came first
  return Promise.race([work, stopped])
}

function stoppedByUs(): StreamBotError {
  return new StreamBotError('shutting_down', 'Stopped while logging in')
}

function noAnswer(name: string, limitMs: number): StreamBotError {
  const message = `${name}: Telegram did not answer within ${limitMs / 1000} s; check the network and any firewall.`
  return new StreamBotError('telegram_unavailable', message)
}
