import type { UpdatePlace } from '../core/bot-lease.js'

/** Where a bot's updates go on, for whichever instance is next to take them. */
export interface UpdatePlaces {
  /** Empty: as the bot's own session says. @throws StreamBotError store_unavailable, where that could leave out something */
  load(): Promise<readonly UpdatePlace[]>
  /** Everything up to here is dealt with. Written down soon; the newest of each key. */
  note(place: UpdatePlace): void
}
