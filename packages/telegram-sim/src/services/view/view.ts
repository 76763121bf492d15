/**
 * How the world looks to one account. Rendering through a view notes everybody it mentions, so that an answer's
 * `users` and `chats` are complete: clients know no one they have not been shown.
 */
import type { tl } from '@mtcute/core'
import type { Account } from '../../world/account.js'
import type { Peer } from '../../world/peer.js'
import type { World } from '../../world/world.js'
import { toChannel } from './channel-view.js'
import { toUser } from './user-view.js'

export class View {
  readonly #users = new Set<number>()
  readonly #channels = new Set<number>()

  constructor(
    readonly world: World,
    readonly viewer: Account,
  ) {}

  /** The TL peer, noted for `peers`. */
  peer(peer: Peer): tl.TypePeer {
    if (peer.type === 'channel') {
      this.#channels.add(peer.id)
      return { _: 'peerChannel', channelId: peer.id }
    }
    return this.user(peer.id)
  }

  user(accountId: number): tl.RawPeerUser {
    this.#users.add(accountId)
    return { _: 'peerUser', userId: accountId }
  }

  /** Everybody mentioned so far. */
  peers(): { users: tl.TypeUser[]; chats: tl.TypeChat[] } {
    const users = [...this.#users].map((id) => toUser(this.world, this.viewer, this.world.accounts.get(id)))
    const chats = [...this.#channels].map((id) => toChannel(this.world, this.viewer, this.world.channels.get(id)))
    return { users, chats }
  }
}
