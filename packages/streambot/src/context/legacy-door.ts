/** The door for links that a similar bot gave out, where the configuration opens it. */
import { followLegacyLink } from '../actions/follow-legacy-link.js'
import type { Config } from '../config/config.js'
import { StreamBotError } from '../core/errors.js'
import type { ApiActions } from '../http/api/api-actions.js'
import type { LegacyDoor } from '../http/legacy-links.js'
import { AddressLimiter } from '../policy/address-limiter.js'
import type { Context } from './context.js'

/** Their hashes are short, so wrong ones are counted also where nothing else is. */
const WITHOUT_LIMITS = { limit: 60, windowMs: 3_600_000 }

export function createLegacyDoor(
  { links: { legacy } }: Pick<Config, 'links'>,
  { clock, files, gatekeepers, settings }: Context,
  api: () => Pick<ApiActions, 'makeLink'> | null,
): LegacyDoor | undefined {
  if (!legacy) return undefined
  const { wrongTokens } = gatekeepers
  const strict = new AddressLimiter(() => WITHOUT_LIMITS)
  const limiter = () => (wrongTokens.limit === Infinity ? strict : wrongTokens)
  const deps = {
    clock,
    upToMessageId: legacy.upToMessageId,
    expirySeconds: () => settings.current.linkRules.expirySeconds,
    wrongLinks: {
      peek: (address: string, nowMs: number) => limiter().peek(address, nowMs),
      take: (address: string, nowMs: number) => limiter().take(address, nowMs),
    },
    locate: (messageId: number, signal: AbortSignal) => files.locate(messageId, signal),
    makeLink: (...wish: Parameters<ApiActions['makeLink']>) => {
      const actions = api()
      if (!actions) throw new StreamBotError('store_unavailable', 'The server is starting')
      return actions.makeLink(...wish)
    },
  }
  return { hashLength: legacy.hashLength, follow: (...asked) => followLegacyLink(deps, ...asked) }
}
