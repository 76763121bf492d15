/** How people get into the channels they have to join. Remembered for a while; a link that nobody can tell is done without. */
import { StreamBotError } from '../core/errors.js'
import { RecentMap } from '../core/recent-map.js'
import type { Clock } from '../ports/clock.js'
import type { ChannelAddress, ChannelInvite, Membership } from '../ports/membership.js'
import { withinTime } from './time-limit.js'

const REMEMBERED_MS = 10 * 60_000
const TIMEOUT_MS = 5000
/** More than are asked for at a time; which they are changes. */
const MAX_CHANNELS = 100

interface RememberedInvite {
  readonly invite: Promise<ChannelInvite>
  readonly untilMs: number
}

export class ChannelInvites {
  readonly #known = new RecentMap<ChannelAddress, RememberedInvite>(MAX_CHANNELS)

  constructor(
    private readonly clock: Clock,
    private readonly membership: Pick<Membership, 'invite'>,
  ) {}

  async of(channel: ChannelAddress): Promise<ChannelInvite> {
    const known = this.#known.peek(channel)
    const invite = known && this.clock.now() < known.untilMs ? known.invite : this.#ask(channel)
    try {
      return await invite
    } catch {
      // The link is a kindness: what the person is told is right without it.
      this.#known.delete(channel)
      return withoutTelegram(channel)
    }
  }

  #ask(channel: ChannelAddress): Promise<ChannelInvite> {
    const invite = withinTime(TIMEOUT_MS, noAnswer, (signal) => this.membership.invite(channel, signal))
    this.#known.set(channel, { invite, untilMs: this.clock.now() + REMEMBERED_MS })
    return invite
  }
}

function withoutTelegram(channel: ChannelAddress): ChannelInvite {
  if (typeof channel === 'number') return { title: null, url: null }
  return { title: channel, url: `https://t.me/${channel.replace(/^@/, '')}` }
}

function noAnswer(): Error {
  return new StreamBotError('telegram_unavailable', 'Telegram did not tell about a channel in time')
}
