/** All channels, and what changes in them besides messages: members, rights, title. */
import type { Clock, Randomness } from '../clock.js'
import { RpcError } from '../rpc-error.js'
import type { Accounts } from './accounts.js'
import { ADMIN_RIGHTS, isAdmin, type AdminRight, type Channel, type Member, type NewChannel } from './channel.js'
import { Mailbox } from './mailbox.js'
import { channelPeer } from './peer.js'
import { toSeconds } from './seconds.js'
import type { UpdateBus } from './update-bus.js'
import type { Usernames } from './usernames.js'

const FIRST_CHANNEL_ID = 1_500_000_001
const INVITE_HASH_BYTES = 12

interface ChannelsOptions {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly accounts: Accounts
  readonly usernames: Usernames
  readonly bus: UpdateBus
  readonly logLimit: number
}

export class Channels {
  readonly #options: ChannelsOptions
  readonly #byId = new Map<number, Channel>()
  readonly #byInvite = new Map<string, Channel>()
  #nextId = FIRST_CHANNEL_ID

  constructor(options: ChannelsOptions) {
    this.#options = options
  }

  create(fresh: NewChannel): Channel {
    if (fresh.title.trim() === '') throw new RpcError(400, 'CHAT_TITLE_EMPTY')
    this.#options.accounts.get(fresh.creatorId)
    const channel: Channel = {
      id: this.#nextId++,
      creatorId: fresh.creatorId,
      isMegagroup: fresh.megagroup ?? false,
      createdDate: this.#date(),
      title: fresh.title,
      about: fresh.about ?? '',
      username: fresh.username ?? null,
      inviteHash: null,
      noForwards: fresh.noForwards ?? false,
      fileDcId: fresh.fileDcId ?? null,
      members: new Map(),
      banned: new Map(),
      mailbox: new Mailbox(this.#options.logLimit),
    }
    if (channel.username !== null) this.#options.usernames.take(channel.username, channelPeer(channel.id))
    this.#byId.set(channel.id, channel)
    const creator = { ...this.#newMember(fresh.creatorId, null), isCreator: true }
    this.#setMember(channel, fresh.creatorId, creator, fresh.creatorId)
    return channel
  }

  find(id: number): Channel | null {
    return this.#byId.get(id) ?? null
  }

  get(id: number): Channel {
    const channel = this.#byId.get(id)
    if (!channel) throw new RpcError(400, 'CHANNEL_INVALID')
    return channel
  }

  list(): Channel[] {
    return [...this.#byId.values()]
  }

  ofMember(accountId: number): Channel[] {
    return this.list().filter((channel) => channel.members.has(accountId))
  }

  /** True when the account became a member, false when it was one. */
  join(channel: Channel, accountId: number, inviterId: number | null = null): boolean {
    this.#options.accounts.get(accountId)
    if (channel.members.has(accountId)) return false
    if (channel.banned.has(accountId) && inviterId === null) throw new RpcError(400, 'CHANNEL_PRIVATE')
    channel.banned.delete(accountId)
    this.#setMember(channel, accountId, this.#newMember(accountId, inviterId), inviterId ?? accountId)
    return true
  }

  leave(channel: Channel, accountId: number): void {
    const member = channel.members.get(accountId)
    if (!member) throw new RpcError(400, 'USER_NOT_PARTICIPANT')
    this.#setMember(channel, accountId, null, accountId)
  }

  /** An empty list of rights makes a plain member. */
  promote(
    channel: Channel,
    accountId: number,
    rights: readonly AdminRight[] = ADMIN_RIGHTS,
    by: { actorId?: number; rank?: string | null } = {},
  ): void {
    this.#options.bus.together(() => {
      const actorId = by.actorId ?? channel.creatorId
      if (!channel.members.has(accountId)) this.join(channel, accountId, actorId)
      const member = channel.members.get(accountId)
      if (!member || member.isCreator) throw new RpcError(400, 'USER_CREATOR')
      const changed =
        rights.length === 0
          ? { ...member, adminRights: null, promotedBy: null, rank: null }
          : { ...member, adminRights: new Set(rights), promotedBy: actorId, rank: by.rank ?? null }
      this.#setMember(channel, accountId, changed, actorId)
    })
  }

  /** Removes and bans; `unban` lets the account come back. */
  kick(channel: Channel, accountId: number, actorId: number = channel.creatorId): void {
    if (channel.members.get(accountId)?.isCreator) throw new RpcError(400, 'USER_CREATOR')
    channel.banned.set(accountId, { by: actorId, date: this.#date() })
    if (channel.members.has(accountId)) this.#setMember(channel, accountId, null, actorId)
  }

  unban(channel: Channel, accountId: number): void {
    channel.banned.delete(accountId)
  }

  retitle(channel: Channel, title: string): void {
    if (title.trim() === '') throw new RpcError(400, 'CHAT_TITLE_EMPTY')
    if (channel.title === title) throw new RpcError(400, 'CHAT_NOT_MODIFIED')
    channel.title = title
    this.announce(channel)
  }

  /** A fresh invite link's hash; the channel's first one lasts. */
  invite(channel: Channel): string {
    if (channel.inviteHash !== null) return channel.inviteHash
    channel.inviteHash = this.#options.randomness.bytes(INVITE_HASH_BYTES).toString('base64url')
    this.#byInvite.set(channel.inviteHash, channel)
    return channel.inviteHash
  }

  findInvite(hash: string): Channel | null {
    return this.#byInvite.get(hash) ?? null
  }

  announce(channel: Channel): void {
    this.#options.bus.together(() => {
      for (const accountId of channel.members.keys()) {
        this.#options.bus.emit(accountId, { kind: 'channel', channelId: channel.id })
      }
    })
  }

  #setMember(channel: Channel, accountId: number, after: Member | null, actorId: number): void {
    const before = channel.members.get(accountId) ?? null
    if (after) channel.members.set(accountId, after)
    else channel.members.delete(accountId)
    this.#options.bus.together(() => {
      this.#options.bus.emit(accountId, { kind: 'channel', channelId: channel.id })
      const change = { channelId: channel.id, actorId, accountId, date: this.#date(), before, after }
      for (const bot of this.#botsToldOfMembers(channel, accountId)) {
        const logged = bot.rareChanges.record({ kind: 'participant', ...change })
        this.#options.bus.emit(bot.id, { kind: 'qts', logged })
      }
    })
  }

  /** Bots hear of members where they are administrators, and always of themselves. */
  #botsToldOfMembers(channel: Channel, accountId: number) {
    const ids = new Set([...channel.members.keys()].filter((id) => isAdmin(channel, id)).concat(accountId))
    return [...ids].map((id) => this.#options.accounts.get(id)).filter((account) => account.isBot)
  }

  #newMember(accountId: number, inviterId: number | null): Member {
    const plain = { isCreator: false, adminRights: null, promotedBy: null, rank: null }
    return { accountId, joinedDate: this.#date(), inviterId, ...plain }
  }

  #date(): number {
    return toSeconds(this.#options.clock.now())
  }
}
