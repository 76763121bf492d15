/**
 * Everything the simulated Telegram knows: accounts, chats, channels, messages, files.
 * Pure state with no network: services translate TL calls into these operations, and tests or the control interface
 * act as people through the same ones. A refused operation throws the RpcError a client would have got.
 */
import type { Clock, Randomness } from '../clock.js'
import type { Account, NewBot, NewUser } from './account.js'
import type { AdminRight, Channel, NewChannel } from './channel.js'
import type { CallbackAnswer, ChatMessage, MessageDraft } from './chat-message.js'
import type { FileContent } from './file-content.js'
import type { FileDescription, FileRecord } from './file-record.js'
import type { Peer } from './peer.js'

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
  /** Where big uploads are assembled; a fresh directory under the system's temporary one by default. */
  tempDir?: string
  /** Changes kept per mailbox for getDifference; older ones answer differenceTooLong. Default 10,000. */
  updateLogLimit?: number
}

const unbuilt = (): never => {
  throw new Error('not built yet')
}

export class World {
  constructor(readonly options: WorldOptions) {}

  // Accounts
  createUser(_user?: NewUser): Account {
    return unbuilt()
  }
  createBot(_bot?: NewBot): Account {
    return unbuilt()
  }
  /** @throws when there is no such account */
  account(_accountId: number): Account {
    return unbuilt()
  }
  listAccounts(): Account[] {
    return unbuilt()
  }
  findUsername(_username: string): Peer | null {
    return unbuilt()
  }
  /** Logging in with the bot's token answers ACCESS_TOKEN_INVALID or ACCESS_TOKEN_EXPIRED from now on. */
  revokeToken(_token: string, _as?: 'ACCESS_TOKEN_INVALID' | 'ACCESS_TOKEN_EXPIRED'): void {
    unbuilt()
  }
  /** The account is deleted: others see a deleted account, its own calls answer USER_DEACTIVATED. */
  deleteAccount(_accountId: number): void {
    unbuilt()
  }
  block(_userId: number, _targetId: number): void {
    unbuilt()
  }
  unblock(_userId: number, _targetId: number): void {
    unbuilt()
  }

  // Channels
  createChannel(_channel: NewChannel): Channel {
    return unbuilt()
  }
  channel(_channelId: number): Channel {
    return unbuilt()
  }
  listChannels(): Channel[] {
    return unbuilt()
  }
  join(_channelId: number, _accountId: number): void {
    unbuilt()
  }
  leave(_channelId: number, _accountId: number): void {
    unbuilt()
  }
  /** Makes a member (joining first when needed) an administrator with these rights; an empty list makes a plain member. */
  promote(_channelId: number, _accountId: number, _rights?: readonly AdminRight[]): void {
    unbuilt()
  }
  kick(_channelId: number, _accountId: number): void {
    unbuilt()
  }

  // Files
  putFile(_content: FileContent | Uint8Array, _description?: FileDescription): FileRecord {
    return unbuilt()
  }
  putFileFromDisk(_path: string, _description?: FileDescription): Promise<FileRecord> {
    return unbuilt()
  }
  putSyntheticFile(_sizeBytes: number, _seed: string, _description?: FileDescription): FileRecord {
    return unbuilt()
  }
  file(_fileId: string): FileRecord {
    return unbuilt()
  }
  /** Every reference handed out so far, to one file or to all, answers FILE_REFERENCE_EXPIRED from now on. */
  expireFileReferences(_fileId?: string): void {
    unbuilt()
  }

  // Messages, as people send and read them
  /** Sends `/start` (with a parameter) to a bot. */
  startBot(_userId: number, _botId: number, _parameter?: string): ChatMessage {
    return unbuilt()
  }
  sendAs(_senderId: number, _chat: Peer, _draft: MessageDraft): ChatMessage {
    return unbuilt()
  }
  /** 2 to 10 media as one album. */
  sendAlbum(_senderId: number, _chat: Peer, _drafts: readonly MessageDraft[]): ChatMessage[] {
    return unbuilt()
  }
  forwardAs(
    _senderId: number,
    _from: Peer,
    _ids: readonly number[],
    _to: Peer,
    _options?: { dropAuthor?: boolean },
  ): ChatMessage[] {
    return unbuilt()
  }
  editAs(
    _senderId: number,
    _chat: Peer,
    _id: number,
    _change: Pick<MessageDraft, 'text' | 'entities' | 'buttons' | 'media'>,
  ): ChatMessage {
    return unbuilt()
  }
  deleteMessages(_actorId: number, _chat: Peer, _ids: readonly number[]): void {
    unbuilt()
  }
  /** Newest last; the `limit` newest when given. */
  readChat(_viewerId: number, _chat: Peer, _limit?: number): ChatMessage[] {
    return unbuilt()
  }
  readMessage(_viewerId: number, _chat: Peer, _id: number): ChatMessage | null {
    return unbuilt()
  }
  /** Presses an inline button with this data (as text or bytes) and waits for the bot's answer. */
  pressButton(
    _userId: number,
    _chat: Peer,
    _messageId: number,
    _data: string | Uint8Array,
    _options?: { signal?: AbortSignal; timeoutMs?: number },
  ): Promise<CallbackAnswer> {
    return unbuilt()
  }
  /** The first message that appears in (or is edited in) the viewer's chat from now on and satisfies the predicate. */
  nextMessage(
    _viewerId: number,
    _chat: Peer,
    _matches: (message: ChatMessage) => boolean,
    _signal: AbortSignal,
  ): Promise<ChatMessage> {
    return unbuilt()
  }

  /** Closes open files and removes temporary ones. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
