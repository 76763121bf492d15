/**
 * A stay at Telegram for one command, beside a server that may be running. Every bot logs in anew with a session in memory that never asks for
 * updates, as workers do, and is logged out at the end: the server's sessions, its updates, its lease and its cache on disk are left alone.
 */
import { linkFromMessage } from '../actions/link-from-message.js'
import type { Config } from '../config/config.js'
import { secretValues, type Secrets } from '../config/secrets.js'
import { fileKeyOf } from '../core/media-file.js'
import { createLoggers } from '../logger.js'
import type { Visit, VisitingBot } from '../ops/visit.js'
import { boundedCall } from '../telegram/bounded-call.js'
import type { BotClient } from '../telegram/clients/bot-client.js'
import type { Employed } from '../telegram/clients/client-manager.js'
import { TelegramFileSource } from '../telegram/files/telegram-file-source.js'
import { linkMaking } from './api-actions.js'
import { Context } from './context.js'

const LOG_OUT_TIMEOUT_MS = 5000

/** @throws StreamBotError as a start does */
export async function visitTelegram(
  config: Config,
  secrets: Secrets,
  { withWorkers }: { readonly withWorkers: boolean },
  signal: AbortSignal,
): Promise<Visit> {
  const context = await Context.fromConfig(
    // Whoever types a command is not made to wait for a database.
    { ...config, diskCacheBytes: null, store: { ...config.store, whenAway: 'start' } },
    withWorkers ? secrets : { ...secrets, workerTokens: [] },
    createLoggers({ ...config.log, level: 'silent', secrets: secretValues(secrets) }),
    signal,
    { isVisiting: true },
  )
  return {
    makeLink: linkMakingOf(config, context),
    bots: context.clients.bots().map((bot) => toVisitingBot(context, bot)),
    [Symbol.asyncDispose]: async () => {
      await Promise.allSettled(context.clients.bots().flatMap(({ client }) => (client ? [logOut(client)] : [])))
      await context[Symbol.asyncDispose]()
    },
  }
}

function linkMakingOf(config: Config, context: Context): Visit['makeLink'] {
  const { clock, randomness, stores, gatekeepers } = context
  const auditing = { clock, randomness, audit: stores.audit, onAuditTrouble: () => {} }
  const hashPassword = (password: string) => gatekeepers.passwords.hash(password)
  const deps = linkMaking(context, auditing, { operations: { hashPassword }, baseUrl: linksBeginWith(config) })
  // Whoever types it twice wants two.
  const name = () => `cli ${Buffer.from(randomness.bytes(16)).toString('hex')}`
  return (actor, wish, signal) => linkFromMessage(deps(), actor, wish, name(), signal)
}

/** As a server that listens where it is told to. */
export function linksBeginWith({ http }: Pick<Config, 'http'>): string {
  return http.baseUrl ?? `http://127.0.0.1:${http.port}`
}

function toVisitingBot({ clients }: Context, { status, client }: Employed): VisitingBot {
  const { name, state, reason } = status
  if (!client || state !== 'healthy') {
    return { name, trouble: reason ?? `It is ${state}`, find: () => Promise.resolve(null) }
  }
  // A fleet of one: what it reads, nobody else has read.
  const source = new TelegramFileSource({
    candidates: () => ({ carriers: [client], retryAfterMs: null }),
    reportLost: (_, error) => clients.reportLost(client, error),
    onChange: (listener) => clients.onChange(listener),
  })
  return {
    name,
    trouble: null,
    find: async (logMessageId, signal) => {
      const found = await source.find(logMessageId, signal)
      if (!found) return null
      const { file, location } = found
      return {
        file,
        dcId: location.dcId,
        fetch: async ({ offset: offsetBytes, limit: lengthBytes }, limit) => {
          const part = { offsetBytes, lengthBytes }
          const bytes = await source.readPart({ logMessageId, fileKey: fileKeyOf(file), part, streamId: name }, limit)
          try {
            return bytes.bytes.byteLength
          } finally {
            bytes.release()
          }
        },
      }
    },
  }
}

/** So that a session in memory is forgotten by Telegram as well. */
export async function logOut({ client }: Pick<BotClient, 'client'>): Promise<void> {
  const { signal } = new AbortController()
  await boundedCall(signal, LOG_OUT_TIMEOUT_MS, ({ abortSignal }) =>
    client.call({ _: 'auth.logOut' }, { floodSleepThreshold: 0, maxRetryCount: 0, abortSignal }),
  )
}
