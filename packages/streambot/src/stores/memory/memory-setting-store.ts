import type { Setting } from '../../core/setting.js'
import type { SettingStore } from '../../ports/setting-store.js'
import { BoundedMap } from './bounded-map.js'

const MAX_SETTINGS = 1000

/** Forgets the setting first put when full. */
export class MemorySettingStore implements SettingStore {
  readonly settings = new BoundedMap<string, Setting>(MAX_SETTINGS)

  all(): Promise<Setting[]> {
    return Promise.resolve([...this.settings.values()].sort((one, other) => (one.name < other.name ? -1 : 1)))
  }

  put(setting: Setting): Promise<void> {
    this.settings.set(setting.name, setting)
    return Promise.resolve()
  }

  remove(name: string): Promise<boolean> {
    return Promise.resolve(this.settings.delete(name))
  }
}
