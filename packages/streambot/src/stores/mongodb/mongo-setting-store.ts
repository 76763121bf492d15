import type { Setting } from '../../core/setting.js'
import type { SettingStore } from '../../ports/setting-store.js'
import type { Collections } from './collections.js'
import { toSetting, toSettingDocument } from './documents.js'
import type { MongoCalls } from './mongo-calls.js'

export class MongoSettingStore implements SettingStore {
  constructor(
    private readonly settings: Collections['settings'],
    private readonly calls: MongoCalls,
  ) {}

  async all(): Promise<Setting[]> {
    return (await this.calls.repeatable(() => this.settings.find().sort({ _id: 1 }).toArray())).map(toSetting)
  }

  async put(setting: Setting): Promise<void> {
    const { _id, ...fields } = toSettingDocument(setting)
    await this.calls.upsert(() => this.settings.replaceOne({ _id }, fields, { upsert: true }))
  }

  async remove(name: string): Promise<boolean> {
    return (await this.calls.once(() => this.settings.deleteOne({ _id: name }))).deletedCount > 0
  }
}
