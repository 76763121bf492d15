/** Which instance runs a bot, one at a time, and how far the updates of the bot have been read. */
import type { BotLease, UpdatePlace } from '../core/bot-lease.js'

/** For one call of `writePlaces`. */
export const MAX_PLACES_AT_ONCE = 1000
/** For one bot: four, and one for each channel that it is in. */
export const MAX_PLACES = 10_000

/** @throws StreamBotError store_unavailable, from every verb */
export interface BotLeaseStore {
  /** null: nobody ever held it. */
  find(botId: number): Promise<BotLease | null>
  /**
   * Hands it to the holder if it is still as the caller saw it. Durable when resolved.
   * @returns null when it is not: somebody was faster, or it is being held after all
   */
  take(botId: number, holder: string, seen: BotLease | null): Promise<BotLease | null>
  /** One more beat. @returns null when somebody else has the lease */
  beat(lease: BotLease): Promise<BotLease | null>
  /** Whoever waits may take it at once. Nothing happens when somebody else has it. */
  giveBack(lease: BotLease): Promise<void>
  /**
   * In no order; of more than MAX_PLACES those whose keys come last in the alphabet: Telegram's library calls what is of all the bot
   * `updates_date` to `updates_seq`, and channels `updates_channel:`.
   */
  places(botId: number): Promise<UpdatePlace[]>
  /**
   * Each in place of what was under its key. At most MAX_PLACES_AT_ONCE. Durable when resolved.
   * @returns false when somebody holds or held the lease after the caller and wrote one of them: those stay as they are
   */
  writePlaces(lease: BotLease, places: readonly UpdatePlace[]): Promise<boolean>
}
