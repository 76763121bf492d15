/** "… is sending a file": told to whoever shares the chat, remembered only as the last one. */
import type { tl } from '@mtcute/core'
import type { Clock } from '../clock.js'
import type { Accounts } from './accounts.js'
import type { Channels } from './channels.js'
import { peerKey, userPeer, type Peer } from './peer.js'
import type { UpdateBus } from './update-bus.js'

export interface TypingSeen {
  readonly fromId: number
  readonly action: tl.TypeSendMessageAction
  /** Milliseconds since the epoch. */
  readonly at: number
}

export class Typing {
  readonly #last = new Map<string, TypingSeen>()

  constructor(
    private readonly accounts: Accounts,
    private readonly channels: Channels,
    private readonly bus: UpdateBus,
    private readonly clock: Clock,
  ) {}

  show(fromId: number, to: Peer, action: tl.TypeSendMessageAction): void {
    const viewers = to.type === 'user' ? [to.id] : [...this.channels.get(to.id).members.keys()]
    this.bus.together(() => {
      for (const viewerId of viewers) {
        if (viewerId === fromId || this.accounts.get(viewerId).blocked.has(fromId)) continue
        const chat = to.type === 'user' ? userPeer(fromId) : to
        this.#last.set(`${viewerId}/${peerKey(chat)}`, { fromId, action, at: this.clock.now() })
        this.bus.emit(viewerId, { kind: 'typing', chat, fromId, action })
      }
    })
  }

  /** The last typing action the viewer saw in a chat. */
  seen(viewerId: number, chat: Peer): TypingSeen | null {
    return this.#last.get(`${viewerId}/${peerKey(chat)}`) ?? null
  }
}
