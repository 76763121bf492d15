/** Where links are remembered. Every verb is atomic; a resolved promise means the change survives a crash of the process. */
import type { Link } from '../core/link.js'

export interface LinkStore extends AsyncDisposable {
  /** Durable when resolved. @throws StreamBotError store_unavailable */
  add(link: Link): Promise<void>
  /** null: never existed here. Revoked and expired links are returned as they are. @throws StreamBotError store_unavailable */
  find(linkId: string): Promise<Link | null>
}
