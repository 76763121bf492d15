/** Link keys beside the database: with it away at start, links that exist go on. */
import type { LinkKey } from '../core/link.js'

export interface KeyBackup {
  /** Empty where there is none, or none that can be read. */
  read(): Promise<LinkKey[]>
  /** In place of what was there. @throws Error when it cannot be written */
  write(keys: readonly LinkKey[]): Promise<void>
}
