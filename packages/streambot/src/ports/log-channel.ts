/** The private channel whose messages are our storage. */
import type { MediaFile } from '../core/media-file.js'
import type { UserProfile } from '../core/user.js'

/** A message with a file, as the primary client received it. */
export interface IncomingFile {
  readonly chatId: number
  readonly messageId: number
  readonly sender: UserProfile
  readonly file: MediaFile
}

export interface LogChannel {
  /**
   * Copies the message's file into the channel, without its author. One round trip.
   * @returns the id of the copy
   * @throws StreamBotError log_channel_unusable, telegram_unavailable
   */
  copy(incoming: IncomingFile, signal: AbortSignal): Promise<number>
}
