/** What the server answers, as its own document (`/api/v1/openapi.json`) describes it. Moments are RFC 3339, in UTC. */

export interface Session {
  readonly name: string
  readonly via: 'telegram' | 'token'
  readonly scopes: readonly string[]
  readonly expiresAt: string | null
  readonly version: string
  readonly botName: string | null
}

export interface Bot {
  readonly name: string
  readonly role: 'primary' | 'worker'
  readonly state: 'starting' | 'healthy' | 'cooling' | 'unreachable' | 'banned' | 'stopped'
  readonly reason: string | null
  readonly since: string
  readonly coolsUntil: string | null
  readonly connections: number
  readonly partsInFlight: number
  readonly bytesPerSecond: number
  readonly receivedBytes: number
}

export interface MonthlyUsage {
  readonly month: string
  readonly usedBytes: number
  readonly limitBytes: number | null
  readonly resetsAt: string
}

export interface Stats {
  readonly version: string
  readonly startedAt: string
  readonly uptimeSeconds: number
  readonly openStreams: number
  readonly memory: {
    readonly level: string
    readonly limitBytes: number
    readonly rssBytes: number
    readonly heldBytes: number
    readonly cachedBytes: number
  }
  readonly clients: readonly Bot[]
  readonly bandwidth: MonthlyUsage
  readonly users: number | null
  readonly links: number | null
  readonly database: { readonly name: string; readonly isAnswering: boolean }
}

export interface Sample {
  readonly at: string
  readonly sentBytesPerSecond: number
  readonly telegramBytesPerSecond: number
  readonly openStreams: number
  readonly healthyClients: number
  readonly clients: number
  readonly rssBytes: number
  readonly heldBytes: number
  readonly cachedBytes: number
  readonly quotaUsedBytes: number
}

export interface History {
  /** Another instance says another moment. */
  readonly startedAt: string
  readonly intervalSeconds: number
  readonly samples: readonly Sample[]
}

export interface Stream {
  readonly id: string
  readonly linkId: string
  readonly ownerId: number | null
  readonly fileName: string
  readonly sizeBytes: number
  readonly range: { readonly start: number; readonly end: number }
  readonly address: string
  readonly startedAt: string
  readonly sentBytes: number
  readonly bytesPerSecond: number
  readonly servedBy: readonly string[]
}

export interface Person {
  readonly id: number
  readonly firstName: string
  readonly username: string | null
  readonly languageCode: string | null
  readonly firstSeenAt: string
  readonly lastSeenAt: string
  readonly isAuthorized: boolean
  readonly linksPerDay: number | null
  readonly bandwidthBytesPerMonth: number | null
  readonly unreachableSince: string | null
}

export interface ListedPerson extends Person {
  readonly isBanned: boolean
}

export interface Ban {
  readonly userId: number
  readonly reason: string | null
  readonly bannedBy: number | null
  readonly createdAt: string
  readonly until: string | null
}

export interface DescribedPerson {
  readonly id: number
  readonly user: Person | null
  readonly ban: Ban | null
  readonly stats: {
    readonly standing: 'admin' | 'authorized' | 'everybody'
    readonly linksToday: { readonly made: number; readonly limit: number | null; readonly nextAt: string | null }
    readonly traffic: MonthlyUsage
    readonly links: number
  }
}

export interface Link {
  readonly id: string
  readonly ownerId: number
  readonly file: {
    readonly kind: string
    readonly name: string
    readonly mimeType: string
    readonly sizeBytes: number
  }
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  readonly hasPassword: boolean
  readonly maxDownloads: number | null
  readonly addresses: readonly string[]
  readonly downloads: number
  readonly lastAccessAt: string | null
  readonly downloadUrl: string
  readonly streamUrl: string
  readonly watchUrl: string
}

export interface Broadcast {
  readonly id: string
  readonly state: 'running' | 'done' | 'cancelled'
  readonly reason: string | null
  readonly people: number
  readonly sent: number
  readonly unreachable: number
  readonly failed: number
  readonly failures: readonly { readonly reason: string; readonly people: number }[]
  readonly createdAt: string
  /** Telegram id of an admin. */
  readonly startedBy: number
  readonly finishedAt: string | null
  readonly waitsUntil: string | null
}

export interface Setting {
  readonly name: string
  readonly value: string
  readonly defaultValue: string
  readonly takes: { readonly kind: string; readonly [more: string]: unknown }
  readonly changed: { readonly userId: number | null; readonly at: string } | null
}

export interface LogLine {
  readonly level: string
  readonly time: string
  readonly subsystem: string
  readonly msg: string
  readonly fields: Readonly<Record<string, unknown>>
}

export interface LogPage {
  readonly items: readonly LogLine[]
  readonly page: number
  readonly pages: number
  readonly total: number
}

export interface AuditEntry {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly target: string | null
  readonly details: unknown
}

export interface Token {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly createdBy: number | null
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
}

export interface NewToken extends Token {
  readonly token: string
}
