/** The bot with chats that are kept in memory, for tests of what it says. */
import type { IntendedAnswer } from '../ports/answer-journal.js'
import type { RegisterFileResult } from '../actions/register-file.js'
import { StreamBotError } from '../core/errors.js'
import { UNRESTRICTED, type LinkKey } from '../core/link.js'
import type { MediaFile } from '../core/media-file.js'
import type { UserProfile } from '../core/user.js'
import type { IncomingFile } from '../ports/log-channel.js'
import type {
  Button,
  Buttons,
  ChatEvent,
  CommandAudience,
  Destination,
  FoundMessage,
  Messenger,
  OtherMedia,
  QuotedMessage,
  Reply,
} from '../ports/messenger.js'
import type { AdminActions } from './admin-actions.js'
import { Bot } from './bot.js'
import type { BotActions, BotDeps } from './bot-deps.js'
import { ListViews } from './list-views.js'
import type { PeopleActions } from './people-actions.js'
import { signPress } from './press-data.js'
import { RecentHints } from './recent-hints.js'

export const sampleFile: MediaFile = {
  kind: 'video',
  name: 'holiday.mp4',
  mimeType: 'video/mp4',
  sizeBytes: 1_500_000,
  telegramFileId: '5',
  durationSeconds: 67,
  width: null,
  height: null,
}

interface MessageOptions {
  readonly text?: string
  readonly isPrivate?: boolean
  readonly userId?: number
  readonly languageCode?: string
  readonly replyToId?: number
  readonly otherMedia?: OtherMedia
  readonly chatId?: number
}

export function message(options: MessageOptions = {}, messageId = 1): ChatEvent {
  return { kind: 'message', message: { ...messageOf(options, messageId), file: null } }
}

export function fileMessage(messageId: number, options: MessageOptions = {}, media = sampleFile): ChatEvent {
  const base = messageOf(options, messageId)
  const file = { chatId: base.chatId, messageId, sender: base.sender, file: media }
  return { kind: 'message', message: { ...base, file } }
}

function messageOf(options: MessageOptions, messageId: number) {
  const { text = '', isPrivate = true, userId = 7, languageCode = 'en', replyToId, otherMedia = null } = options
  const sender: UserProfile = { id: userId, firstName: 'Ada', username: null, languageCode }
  const { chatId = userId } = options
  return { chatId, messageId, sender, text, isPrivate, otherMedia, replyToId: replyToId ?? null, albumId: null }
}

export function linkTo(media: MediaFile, isNew = true): Extract<RegisterFileResult, { ok: true }> {
  return {
    ok: true,
    isNew,
    link: {
      id: '0011223344556677',
      logMessageId: 1,
      file: media,
      ownerId: 7,
      createdAtMs: 0,
      expiresAtMs: Date.UTC(2026, 10, 24, 10, 15),
      revokedAtMs: null,
      restrictions: UNRESTRICTED,
      downloads: 0,
      lastAccessAtMs: null,
      subtitles: [],
    },
    downloadUrl: 'https://example.org/dl/token',
    streamUrl: 'https://example.org/stream/token',
    watchUrl: 'https://example.org/watch/token',
  }
}

export function registered(incoming: IncomingFile): Promise<RegisterFileResult> {
  return Promise.resolve(linkTo(incoming.file))
}

/** The button of this text under a message; as if somebody pressed it. */
export function press({ buttons = [] }: Reply, text: string, userId = 7, messageId = 1): ChatEvent {
  const data = buttons
    .flat()
    .flatMap((button: Button) => ('data' in button && button.text === text ? button.data : []))[0]
  if (!data) throw new Error(`There is no button "${text}"`)
  return pressWith(data, userId, messageId)
}

/** Whatever data a client sends. */
function pressWith(data: Uint8Array, userId = 7, messageId = 1): ChatEvent {
  const sender: UserProfile = { id: userId, firstName: 'Ada', username: null, languageCode: 'en' }
  return { kind: 'press', press: { pressId: '1', chatId: userId, messageId, sender, data, isPrivate: true } }
}

/** As a button that the bot made for this person. */
export function pressOf([name = '', ...args]: readonly string[], userId = 7): ChatEvent {
  return pressWith(signPress({ signing: key, key: () => key }, userId, { name, args }), userId)
}

type TestActions = Partial<Omit<BotActions, 'admin' | 'people'>> & {
  readonly people?: Partial<PeopleActions>
  readonly adminIds?: readonly number[]
  readonly admin?: Partial<AdminActions>
}

const key: LinkKey = { id: 2, secret: new Uint8Array(32).fill(2), createdAtMs: 1 }

export class TestBot {
  readonly bot: Bot
  readonly sent: { readonly to: Destination; readonly reply: Reply }[] = []
  readonly edits: { readonly messageId: number; readonly reply: Reply }[] = []
  readonly pressAnswers: (string | null)[] = []
  readonly logged: unknown[] = []
  readonly pauses: number[] = []
  readonly intended: IntendedAnswer[] = []
  /** What the bot is about to answer together. */
  readonly noted: IntendedAnswer[] = []
  readonly languages = new Map<number, string>()
  readonly listViews = new ListViews()
  /** What is in chats. */
  readonly found: FoundMessage[] = []
  /** What messages answer, by their number. */
  readonly answered = new Map<number, FoundMessage>()
  failsToFindAnswered = false
  readonly removed: number[] = []
  readonly posts: { readonly channelId: number; readonly messageId: number; readonly buttons: Buttons }[] = []
  readonly announced: { readonly audience: CommandAudience; readonly names: readonly string[] }[] = []
  mayEditPosts = true
  failsToAnnounce: (audience: CommandAudience) => boolean = () => false
  /** What happens while Telegram takes a message. */
  onSend: () => void = () => {}
  /** What commands answer, whoever wrote it, by their number. */
  readonly quoted = new Map<number, QuotedMessage>()
  nowMs = 0
  /** So many sends find Telegram away. */
  failingSends = 0

  /** @param actions what commands and buttons do, as far as the test needs it */
  constructor(
    readonly registerFile: BotActions['registerFile'] = registered,
    { adminIds = [], people = {}, admin = {}, ...actions }: TestActions = {},
  ) {
    const deps: BotDeps = {
      clock: { now: () => this.nowMs },
      messenger: this.#messenger(),
      intended: {
        of: (chatId, id) => this.intended.find((it) => it.chatId === chatId && it.messageIds.includes(id)) ?? null,
        intend: (chatId, messageIds, name) => {
          this.noted.push({ chatId, messageIds, name, atMs: this.nowMs })
          return Promise.resolve()
        },
        beginningWith: (chatId, id) => this.noted.find((it) => it.chatId === chatId && it.messageIds[0] === id) ?? null,
      },
      people: {
        seen: () => Promise.resolve(null),
        languageOf: ({ id, languageCode }) => Promise.resolve(this.languages.get(id) ?? languageCode),
        chooseLanguage: (userId, language) => {
          if (language === null) this.languages.delete(userId)
          else this.languages.set(userId, language)
          return Promise.resolve()
        },
      },
      pressKeys: { signing: key, key: (id) => (id === key.id ? key : null) },
      adminIds,
      actions: {
        registerFile,
        makeBatch: () =>
          Promise.resolve({
            pageUrl: 'https://example.org/b/t',
            playlistUrl: null,
            zipUrl: 'https://example.org/b/t.zip',
          }),
        maxBatchFiles: () => 100,
        people: people as PeopleActions,
        admin: { looked: () => Promise.resolve(), ...admin } as AdminActions,
        ...actions,
      },
      listViews: this.listViews,
      groupHints: new RecentHints({ now: () => this.nowMs }),
      logger: { warn: (...entry) => this.logged.push(entry), error: (...entry) => this.logged.push(entry) },
      errorId: () => 'e-123',
      // Time passes at once, in the order in which things happen.
      pause: async (ms, signal) => {
        this.pauses.push(ms)
        await new Promise((resolve) => setImmediate(resolve))
        signal.throwIfAborted()
        this.nowMs += ms
      },
    }
    this.bot = new Bot(deps)
  }

  get texts(): string[] {
    return this.sent.map(({ reply }) => reply.html)
  }

  receive(event: ChatEvent): Promise<void> {
    return this.bot.receive(event)
  }

  #messenger(): Messenger {
    return {
      send: (to, reply) => {
        if (this.failingSends-- > 0) return Promise.reject(new StreamBotError('telegram_unavailable', 'away'))
        this.onSend()
        return Promise.resolve(this.sent.push({ to, reply }))
      },
      edit: (_chatId, messageId, reply) => {
        this.edits.push({ messageId, reply })
        return Promise.resolve()
      },
      remove: (_chatId, messageIds) => {
        this.removed.push(...messageIds)
        return Promise.resolve()
      },
      answerPress: (_pressId, { text }) => {
        this.pressAnswers.push(text)
        return Promise.resolve()
      },
      showWorking: () => Promise.resolve(),
      find: (chatId, ids) =>
        Promise.resolve(this.found.filter((it) => it.chatId === chatId && ids.includes(it.messageId))),
      findAnswered: (_chatId, messageId) => {
        if (this.failsToFindAnswered) return Promise.reject(new StreamBotError('telegram_unavailable', 'away'))
        return Promise.resolve(this.answered.get(messageId) ?? null)
      },
      mayEditPosts: () => Promise.resolve(this.mayEditPosts),
      username: () => Promise.resolve('my_bot'),
      quote: (_chatId, messageId) => Promise.resolve(this.quoted.get(messageId) ?? null),
      putButtons: (channelId, messageId, buttons) => {
        this.posts.push({ channelId, messageId, buttons })
        return Promise.resolve(true)
      },
      announceCommands: (audience, commands) => {
        if (this.failsToAnnounce(audience)) return Promise.reject(new StreamBotError('telegram_unavailable', 'away'))
        this.announced.push({ audience, names: commands.map(({ name }) => name) })
        return Promise.resolve()
      },
    }
  }
}
