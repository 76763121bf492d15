/** Messages that people name by their link, in channels and groups that the bot can see. */
import type { PostAddress } from '../core/post-address.js'
import type { FoundMessage } from './messenger.js'

export type PostReading =
  | { readonly kind: 'found'; readonly message: FoundMessage }
  // There is no such chat, or the bot is not in it.
  | { readonly kind: 'out_of_sight' }
  // The chat has no such message, or one that nobody wrote.
  | { readonly kind: 'gone' }
  // Its chat, or whoever wrote it, lets nobody copy it.
  | { readonly kind: 'protected' }

export interface PostReader {
  /** Once it is found it can be copied by the primary client. @throws StreamBotError telegram_unavailable */
  read(address: PostAddress, signal: AbortSignal): Promise<PostReading>
}
