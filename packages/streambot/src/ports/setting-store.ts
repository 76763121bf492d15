/** What admins set while the server runs, above the environment. */
import type { Setting } from '../core/setting.js'

/** @throws StreamBotError store_unavailable, from every verb */
export interface SettingStore {
  /** By name; there are few. */
  all(): Promise<Setting[]>
  /** Durable when resolved; in place of one that was there. */
  put(setting: Setting): Promise<void>
  /** As configured again. @returns false when it was */
  remove(name: string): Promise<boolean>
}
