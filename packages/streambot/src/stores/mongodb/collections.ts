/** The collections of one database, by what lies in them. */
import type { Collection, Db } from 'mongodb'
import type * as documents from './documents.js'

export interface Collections {
  readonly keyRing: Collection<documents.KeyRingDocument>
  readonly links: Collection<documents.LinkDocument>
  readonly files: Collection<documents.FileDocument>
  readonly users: Collection<documents.UserDocument>
  readonly bandwidth: Collection<documents.BandwidthDocument>
  readonly windows: Collection<documents.WindowDocument>
  readonly bans: Collection<documents.BanDocument>
  readonly tokens: Collection<documents.ApiTokenDocument>
  readonly appPasswords: Collection<documents.AppPasswordDocument>
  readonly settings: Collection<documents.SettingDocument>
  readonly broadcasts: Collection<documents.BroadcastDocument>
  readonly batches: Collection<documents.BatchDocument>
  readonly audit: Collection<documents.AuditDocument>
  readonly answers: Collection<documents.IntendedAnswerDocument>
  readonly leases: Collection<documents.BotLeaseDocument>
  readonly places: Collection<documents.UpdatePlaceDocument>
  readonly state: Collection<StateDocument>
}

/** A verb asks for at most a thousand records, and looks one further: they come in one answer, not a hundred at a time. */
export const IN_ONE_ANSWER = { batchSize: 1002 } as const

/** What is known of the database itself: which form its documents have, and how often it was asked whether it takes writes. */
export interface StateDocument {
  readonly _id: 'schema' | 'checks'
  readonly value: number
}

export function collectionsOf(database: Db): Collections {
  return {
    keyRing: database.collection('link_keys'),
    links: database.collection('links'),
    files: database.collection('files'),
    users: database.collection('users'),
    bandwidth: database.collection('bandwidth_usage'),
    windows: database.collection('windows'),
    bans: database.collection('bans'),
    tokens: database.collection('api_tokens'),
    appPasswords: database.collection('app_passwords'),
    settings: database.collection('settings'),
    broadcasts: database.collection('broadcasts'),
    batches: database.collection('batches'),
    audit: database.collection('audit_log'),
    answers: database.collection('intended_answers'),
    leases: database.collection('bot_leases'),
    places: database.collection('update_places'),
    state: database.collection('state'),
  }
}
