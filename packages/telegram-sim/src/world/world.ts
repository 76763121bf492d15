/**
 * Everything the simulated Telegram knows: accounts, chats, channels, messages, files.
 * Pure state with no network: services translate TL calls into operations on its parts, and tests or the control
 * interface act as people through the methods here. A refused operation throws the RpcError a client would have got.
 */
import type { Clock, Randomness } from '../clock.js'
import { RpcError } from '../rpc-error.js'
import { AccessHashes } from './access-hashes.js'
import type { Account, NewBot, NewUser } from './account.js'
import { Accounts, type TokenRefusal } from './accounts.js'
import { BotSettings } from './bot-settings.js'
import { pressButton } from './button-press.js'
import { CallbackQueries } from './callback-queries.js'
import type { AdminRight, Channel, NewChannel } from './channel.js'
import { Channels } from './channels.js'
import type { CallbackAnswer, ChatMessage, MessageDraft } from './chat-message.js'
import { describeMessage, toMarkup } from './describe-message.js'
import { DiskContent } from './disk-content.js'
import type { FileContent } from './file-content.js'
import type { FileDescription, FileRecord } from './file-record.js'
import { FileReferences } from './file-references.js'
import { Files } from './files.js'
import { MemoryContent } from './memory-content.js'
import { MessageWaits, type MessageListener } from './message-waits.js'
import type { Draft } from './draft.js'
import { ALBUM_LIMIT, Messenger } from './messenger.js'
import type { StoredMessage } from './message.js'
import { channelPeer, userPeer, type Peer } from './peer.js'
import { RandomIds } from './random-ids.js'
import { toSeconds } from './seconds.js'
import { SyntheticContent } from './synthetic-content.js'
import { TempDir } from './temp-dir.js'
import { Typing } from './typing.js'
import { UpdateBus } from './update-bus.js'
import { Uploads } from './uploads.js'
import { Usernames } from './usernames.js'

export interface WorldOptions {
  clock: Clock
  randomness: Randomness
  /** Home of new accounts, and so of their uploads. Default 2. */
  homeDcId?: number
  /** The only accepted api_id / api_hash; any pair is accepted when absent. */
  credentials?: { apiId: number; apiHash: string }
  /** The login code every user receives. Default '22222'. */
  loginCode?: string
  /** How long a file_reference stays good. Default one hour. */
  fileReferenceLifetimeMs?: number
  /** Parent of the directory where big uploads are assembled; the system's temporary one by default. */
  tempDir?: string
  /** Changes kept per mailbox for getDifference; older ones answer differenceTooLong. Default 10,000. */
  updateLogLimit?: number
}

const DEFAULT_HOME_DC_ID = 2
const DEFAULT_LOGIN_CODE = '22222'
const DEFAULT_REFERENCE_LIFETIME_MS = 3_600_000
const DEFAULT_LOG_LIMIT = 10_000
const SECRET_BYTES = 32

export class World {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly homeDcId: number
  readonly loginCode: string
  readonly credentials: { readonly apiId: number; readonly apiHash: string } | null

  // The parts, for services.
  readonly bus = new UpdateBus()
  readonly randomIds = new RandomIds()
  readonly usernames = new Usernames()
  readonly accounts: Accounts
  readonly channels: Channels
  readonly files: Files
  readonly uploads: Uploads
  readonly messenger: Messenger
  readonly callbacks: CallbackQueries
  readonly accessHashes: AccessHashes
  readonly fileReferences: FileReferences
  readonly botSettings = new BotSettings()
  readonly typing: Typing
  readonly #waits: MessageWaits
  readonly #tempDir: TempDir

  constructor(options: WorldOptions) {
    const { clock, randomness } = options
    this.clock = clock
    this.randomness = randomness
    this.homeDcId = options.homeDcId ?? DEFAULT_HOME_DC_ID
    this.loginCode = options.loginCode ?? DEFAULT_LOGIN_CODE
    this.credentials = options.credentials ?? null
    const logLimit = options.updateLogLimit ?? DEFAULT_LOG_LIMIT
    const { bus, usernames, homeDcId } = this
    this.accounts = new Accounts({ randomness, usernames, homeDcId, logLimit })
    const { accounts } = this
    this.channels = new Channels({ clock, randomness, accounts, usernames, bus, logLimit })
    const { channels } = this
    this.files = new Files({ clock, randomness, homeDcId })
    this.#tempDir = new TempDir(options.tempDir)
    this.uploads = new Uploads(this.#tempDir, clock)
    this.messenger = new Messenger({ clock, randomness, accounts, channels, bus })
    this.callbacks = new CallbackQueries(clock, randomness)
    this.typing = new Typing(accounts, channels, bus, clock)
    this.accessHashes = new AccessHashes(randomness.bytes(SECRET_BYTES))
    const lifetimeMs = options.fileReferenceLifetimeMs ?? DEFAULT_REFERENCE_LIFETIME_MS
    this.fileReferences = new FileReferences(randomness.bytes(SECRET_BYTES), clock, lifetimeMs)
    this.#waits = new MessageWaits(accounts, channels, bus)
  }

  createUser(user?: NewUser): Account {
    return this.accounts.createUser(user)
  }

  createBot(bot?: NewBot): Account {
    return this.accounts.createBot(bot)
  }

  /** @throws USER_ID_INVALID when there is no such account */
  account(accountId: number): Account {
    return this.accounts.get(accountId)
  }

  listAccounts(): Account[] {
    return this.accounts.list()
  }

  findUsername(username: string): Peer | null {
    return this.usernames.find(username)
  }

  /** Logging in with the bot's token answers ACCESS_TOKEN_INVALID or ACCESS_TOKEN_EXPIRED from now on. */
  revokeToken(token: string, as: TokenRefusal = 'ACCESS_TOKEN_EXPIRED'): void {
    this.accounts.refuseToken(token, as)
  }

  /** The account is deleted: others see a deleted account, its own calls answer USER_DEACTIVATED. */
  deleteAccount(accountId: number): void {
    this.account(accountId).isDeleted = true
  }

  block(userId: number, targetId: number): void {
    this.#setBlocked(userId, targetId, true)
  }

  unblock(userId: number, targetId: number): void {
    this.#setBlocked(userId, targetId, false)
  }

  createChannel(channel: NewChannel): Channel {
    return this.bus.together(() => {
      const created = this.channels.create(channel)
      const action = { _: 'messageActionChannelCreate', title: created.title } as const
      this.messenger.sendAction(created.creatorId, channelPeer(created.id), action)
      return created
    })
  }

  /** @throws CHANNEL_INVALID when there is no such channel */
  channel(channelId: number): Channel {
    return this.channels.get(channelId)
  }

  listChannels(): Channel[] {
    return this.channels.list()
  }

  /** Joins without being invited; with `inviterId`, is added by that member. */
  join(channelId: number, accountId: number, inviterId: number | null = null): void {
    this.bus.together(() => {
      const channel = this.channel(channelId)
      const isNew = this.channels.join(channel, accountId, inviterId)
      if (!isNew || !channel.isMegagroup) return
      const action = { _: 'messageActionChatAddUser' as const, users: [accountId] }
      this.messenger.sendAction(inviterId ?? accountId, channelPeer(channelId), action)
    })
  }

  leave(channelId: number, accountId: number): void {
    this.channels.leave(this.channel(channelId), accountId)
  }

  /** Makes an account (joining first when needed) an administrator with these rights, all by default; none makes a plain member. */
  promote(channelId: number, accountId: number, rights?: readonly AdminRight[]): void {
    this.channels.promote(this.channel(channelId), accountId, rights)
  }

  kick(channelId: number, accountId: number): void {
    this.channels.kick(this.channel(channelId), accountId)
  }

  retitle(channelId: number, title: string, actorId?: number): void {
    this.bus.together(() => {
      const channel = this.channel(channelId)
      this.channels.retitle(channel, title)
      const action = { _: 'messageActionChatEditTitle', title } as const
      this.messenger.sendAction(actorId ?? channel.creatorId, channelPeer(channelId), action)
    })
  }

  putFile(content: FileContent | Uint8Array, description?: FileDescription): FileRecord {
    return this.files.describe(content instanceof Uint8Array ? new MemoryContent(content) : content, description)
  }

  async putFileFromDisk(path: string, description?: FileDescription): Promise<FileRecord> {
    return this.files.describe(await DiskContent.open(path), description)
  }

  putSyntheticFile(sizeBytes: number, seed: string, description?: FileDescription): FileRecord {
    return this.files.describe(new SyntheticContent(sizeBytes, seed), description)
  }

  file(fileId: string): FileRecord {
    const file = this.files.find(fileId)
    if (!file) throw new RpcError(400, 'FILE_ID_INVALID')
    return file
  }

  /** Every reference handed out so far, to one file or to all, answers FILE_REFERENCE_EXPIRED from now on. */
  expireFileReferences(fileId?: string): void {
    this.fileReferences.expire(fileId)
  }

  /** Sends `/start`, with a parameter as a deep link would. */
  startBot(userId: number, botId: number, parameter = ''): ChatMessage {
    const length = '/start'.length
    const entities = [{ _: 'messageEntityBotCommand' as const, offset: 0, length }]
    return this.sendAs(userId, userPeer(botId), { text: `/start ${parameter}`.trim(), entities })
  }

  sendAs(senderId: number, chat: Peer, draft: MessageDraft): ChatMessage {
    return this.#sendAll(senderId, chat, [this.#toDraft(draft, null)])[0]!
  }

  /** 2 to 10 media as one album. */
  sendAlbum(senderId: number, chat: Peer, drafts: readonly MessageDraft[]): ChatMessage[] {
    if (drafts.length > ALBUM_LIMIT) throw new RpcError(400, 'MULTI_MEDIA_TOO_LONG')
    const groupedId = this.messenger.newAlbumId()
    return this.#sendAll(
      senderId,
      chat,
      drafts.map((draft) => this.#toDraft(draft, groupedId)),
    )
  }

  forwardAs(
    senderId: number,
    from: Peer,
    ids: readonly number[],
    to: Peer,
    options?: { dropAuthor?: boolean; dropCaptions?: boolean },
  ): ChatMessage[] {
    return this.messenger.forward(senderId, from, ids, to, options).map((sent) => this.#describe(sent, senderId))
  }

  /** Fields that are absent stay as they are. */
  editAs(
    senderId: number,
    chat: Peer,
    id: number,
    change: Pick<MessageDraft, 'text' | 'entities' | 'buttons' | 'media'>,
  ): ChatMessage {
    const { content } = this.messenger.locate(senderId, chat, id).stored
    const edited = this.messenger.edit(senderId, chat, id, {
      text: change.text,
      entities: change.entities,
      media: change.media === undefined ? undefined : this.#toMedia(change.media, false),
      markup: change.buttons === undefined ? content.markup : toMarkup(change.buttons),
    })
    return this.#describe(edited, senderId)
  }

  deleteMessages(actorId: number, chat: Peer, ids: readonly number[]): void {
    this.messenger.delete(actorId, chat, ids)
  }

  /** Oldest first; only the newest `limit` when given. */
  readChat(viewerId: number, chat: Peer, limit = Infinity): ChatMessage[] {
    const box = chat.type === 'channel' ? this.channel(chat.id).mailbox : this.account(viewerId).mailbox
    const messages = box.messagesWith(chat)
    return messages.slice(Math.max(0, messages.length - limit)).map((stored) => this.#describe(stored, viewerId))
  }

  readMessage(viewerId: number, chat: Peer, id: number): ChatMessage | null {
    return this.readChat(viewerId, chat).find((message) => message.id === id) ?? null
  }

  /** Presses the inline button with this data, or sends data that is on none, and waits for the bot’s answer, ten seconds as Telegram does. */
  async pressButton(
    userId: number,
    chat: Peer,
    messageId: number,
    data: string | Uint8Array,
    wait: { signal?: AbortSignal; timeoutMs?: number } = {},
  ): Promise<CallbackAnswer> {
    return await pressButton(this, { userId, chat, messageId, data: Buffer.from(data) }, wait)
  }

  /** The first message that appears or is edited in the viewer's chat from now on and satisfies the predicate. */
  nextMessage(
    viewerId: number,
    chat: Peer,
    matches: (message: ChatMessage) => boolean,
    signal: AbortSignal,
  ): Promise<ChatMessage> {
    return this.#waits.next(viewerId, chat, matches, signal)
  }

  /** Calls back for every message that appears or is edited, once per account that sees it. */
  onMessage(listener: MessageListener): () => void {
    return this.#waits.listen(listener)
  }

  /** Closes open files and removes temporary ones. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.uploads.close()
    await this.files.close()
    await this.#tempDir.remove()
  }

  #sendAll(senderId: number, chat: Peer, drafts: readonly Draft[]): ChatMessage[] {
    return this.messenger.send(senderId, chat, drafts).map((sent) => this.#describe(sent, senderId))
  }

  #toDraft(draft: MessageDraft, groupedId: string | null): Draft {
    return {
      text: draft.text ?? '',
      entities: draft.entities,
      media: draft.media === undefined ? null : this.#toMedia(draft.media, draft.spoiler ?? false),
      markup: draft.buttons === undefined ? null : toMarkup(draft.buttons),
      replyToId: draft.replyToId,
      silent: draft.silent,
      groupedId,
    }
  }

  #toMedia(fileId: string, spoiler: boolean) {
    return { type: 'file', file: this.file(fileId), spoiler, ttlSeconds: null } as const
  }

  #describe(stored: StoredMessage, viewerId: number): ChatMessage {
    const channel = stored.peer.type === 'channel' ? this.channel(stored.peer.id) : null
    return describeMessage(stored, viewerId, channel)
  }

  #setBlocked(userId: number, targetId: number, isBlocked: boolean): void {
    const { blocked } = this.account(userId)
    const target = this.account(targetId)
    if (blocked.has(targetId) === isBlocked) return
    if (isBlocked) blocked.add(targetId)
    else blocked.delete(targetId)
    if (!target.isBot) return
    const date = toSeconds(this.clock.now())
    const logged = target.rareChanges.record({ kind: 'botStopped', userId, stopped: isBlocked, date })
    this.bus.emit(targetId, { kind: 'qts', logged })
  }
}
