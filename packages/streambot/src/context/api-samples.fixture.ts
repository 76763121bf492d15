/** What a service might say of itself. */
import type { BroadcastProgress } from '../actions/broadcasts.js'
import type { ServiceStats } from '../actions/service-stats.js'
import { finding } from '../actions/setup-findings.js'
import type { ApiActions } from '../http/api/api-actions.js'

export const NOW_MS = Date.UTC(2026, 10, 25, 12)
export const ADMIN_ID = 1

export const sampleUsage = { month: '2026-11', usedBytes: 5, limitBytes: null, resetsAtMs: NOW_MS } as const

export const sampleStats: ServiceStats = {
  version: '9.9.9',
  startedAtMs: NOW_MS - 61_500,
  uptimeMs: 61_500,
  memory: {
    level: 'normal',
    limitBytes: 1000,
    rssBytes: 500,
    heapUsedBytes: 100,
    externalBytes: 1,
    arrayBufferBytes: 1,
    budget: { limitBytes: 10, streams: 0, floorBytes: 0, heldBytes: 0, cachedBytes: 0 },
    owners: [],
  },
  openStreams: 0,
  clients: [
    {
      name: 'BOT_TOKEN',
      role: 'primary',
      state: 'healthy',
      reason: null,
      sinceMs: NOW_MS,
      coolUntilMs: null,
      connections: 1,
      coolingConnections: 0,
      partsInFlight: 0,
      bytesPerSecond: 0,
      receivedBytes: 0,
    },
  ],
  bandwidth: sampleUsage,
  users: 2,
  links: 3,
  database: { name: 'memory', isAnswering: true },
}

export const sampleFindings = [
  finding('base_url_without_tls', { url: 'http://files.example.org' }),
  finding('clock_ready', { aheadMs: 400 }),
]

export const sampleHistory = [0, 5000, 10_000].map((ms) => ({
  atMs: NOW_MS + ms,
  sentBytesPerSecond: 2000 + ms,
  telegramBytesPerSecond: 1000,
  openStreams: 1,
  healthyClients: 1,
  clients: 1,
  rssBytes: 500,
  heldBytes: 1,
  cachedBytes: 2,
  quotaUsedBytes: 5,
}))

export const sampleInfo = {
  botUsername: 'links_bot',
  version: '9.9.9',
  startedAtMs: NOW_MS,
  uptimeMs: 0,
  features: {
    forceSubscription: false,
    rateLimiting: true,
    bandwidthLimits: true,
    channelPostButtons: false,
    accessMode: 'public',
  },
  bandwidth: sampleUsage,
  streaming: { openStreams: 0, bots: 1, healthyBots: 1 },
  users: 2,
}

export const sampleBroadcast: BroadcastProgress = {
  id: 'b'.repeat(16),
  botId: 1,
  adminId: ADMIN_ID,
  fromChatId: ADMIN_ID,
  messageId: 5,
  reportMessageId: null,
  createdAtMs: NOW_MS,
  state: 'running',
  reason: null,
  cursor: 0,
  sent: 1,
  unreachable: 0,
  failed: 0,
  finishedAtMs: null,
  people: 2,
  waitsUntilMs: null,
  failures: [],
}

export const sampleSettings: ApiActions['settings'] = {
  list: () => [toSetting('5')],
  set: (_actor, name, text) => {
    if (name !== 'MAX_LINKS_PER_DAY') return Promise.resolve({ ok: false, reason: 'unknown_setting', name })
    const takes = { kind: 'count', min: 0, max: 9 } as const
    if (!/^\d$/.test(text)) {
      const explanation = `${name} must be a number.`
      return Promise.resolve({ ok: false, reason: 'not_taken', name, entry: text, takes, explanation })
    }
    return Promise.resolve({ ok: true, setting: toSetting(text) })
  },
  reset: () => Promise.resolve({ ok: true, setting: toSetting('5') }),
}

function toSetting(value: string) {
  const changed = value === '5' ? null : { userId: null, atMs: NOW_MS }
  const takes = { kind: 'count', min: 0, max: 9 } as const
  return { name: 'MAX_LINKS_PER_DAY', takes, value, defaultValue: '5', changed } as const
}
