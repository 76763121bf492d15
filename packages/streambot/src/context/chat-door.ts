/** The bot with the actions behind its commands and buttons. */
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Broadcasts } from '../actions/broadcasts.js'
import { IntendedAnswers } from '../actions/intended-answers.js'
import { KnownPeople } from '../actions/known-people.js'
import { makeBatch } from '../actions/make-batch.js'
import { readFirstBytes } from '../actions/read-first-bytes.js'
import { registerFile } from '../actions/register-file.js'
import type { NoticeTimings } from '../bot/admin-notices.js'
import type { BotActions, BotDeps } from '../bot/bot-deps.js'
import { Bot } from '../bot/bot.js'
import { ListViews } from '../bot/list-views.js'
import { RecentHints } from '../bot/recent-hints.js'
import type { Config } from '../config/config.js'
import type { MediaFile } from '../core/media-file.js'
import { toRequestId } from '../core/request-id.js'
import { logLinkCreated } from '../events.js'
import { UploadPlaces } from '../policy/upload-places.js'
import { adminActions } from './admin-actions.js'
import { tellAdmins } from './admin-news.js'
import type { Context } from './context.js'
import type { Operations } from './operations.js'
import { peopleActions } from './people-actions.js'

export interface ChatDoorOptions {
  readonly operations: Operations
  readonly broadcasts: Broadcasts
  /** What links begin with. */
  readonly baseUrl: string
  readonly noticeTimings: Partial<NoticeTimings>
}

export interface ChatDoor {
  readonly bot: Bot
  /** What admins are told without asking. */
  readonly news: AsyncDisposable
  /** To be called before messages come that another instance may have answered. */
  readonly recallAnswers: () => Promise<void>
}

export async function createChatDoor(config: Config, context: Context, options: ChatDoorOptions): Promise<ChatDoor> {
  const { clock, linkKeys, stores, loggers } = context
  const people = new KnownPeople({ clock, users: stores.users })
  const intended = await IntendedAnswers.load({ clock, journal: stores.answers })
  const deps: BotDeps = {
    clock,
    messenger: context.messenger,
    people,
    intended,
    pressKeys: linkKeys,
    adminIds: config.adminIds,
    actions: botActions(config, context, options),
    listViews: new ListViews(),
    groupHints: new RecentHints(clock),
    logger: loggers.bot,
    errorId: () => randomBytes(4).toString('hex'),
    pause: (ms, signal) => delay(ms, undefined, { signal, ref: false }),
  }
  return {
    bot: new Bot(deps),
    news: tellAdmins(context, deps, people, options),
    recallAnswers: () => intended.recall(),
  }
}

function botActions(
  config: Config,
  context: Context,
  { operations, broadcasts, baseUrl }: ChatDoorOptions,
): BotActions {
  const { settings, loggers } = context
  const register = registering(context, baseUrl)
  return {
    registerFile: async (incoming, request, signal) => {
      // Messages of private chats are numbered by each bot for itself.
      const result = await registerFile(register(), incoming, `${context.botId} ${request}`, signal)
      if (result.ok && result.isNew) {
        const { id: linkId, ownerId, expiresAtMs } = result.link
        const { chatId, messageId, file } = incoming
        const from = { chatId, messageId }
        logLinkCreated(loggers.bot, { linkId, ownerId, sizeBytes: file.sizeBytes, expiresAtMs, ...from })
      }
      if (!result.ok) context.metrics.meters.fileRefused(result.refusal.reason)
      return result
    },
    makeBatch: (ownerId, links, request) => {
      const { clock, randomness, linkKeys, stores } = context
      const deps = { clock, randomness, linkKeys, batches: stores.batches, baseUrl }
      return makeBatch(deps, { ownerId, links, title: null, id: toRequestId(`${context.botId} ${request}`) })
    },
    maxBatchFiles: () => settings.current.batchRules.maxFiles,
    people: peopleActions(config, context, operations, baseUrl, register),
    admin: adminActions(config, context, operations, broadcasts, baseUrl),
  }
}

/** What files are registered with: rules as they are at each one. */
export function registering(context: Context, baseUrl: string): () => Parameters<typeof registerFile>[0] {
  const { clock, linkKeys, stores, logChannel, gatekeepers, settings } = context
  const fixed = {
    clock,
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
  }
  return () => {
    const { accessRules, uploadRules, fileRules, linkRules } = settings.current
    return { ...fixed, accessRules, uploadRules, fileRules, linkRules: { baseUrl, ...linkRules } }
  }
}
