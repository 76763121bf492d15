import { expect, it } from 'vitest'
import { toLiveRules } from '../policy/live-rules.js'
import type { SettingValues } from '../policy/setting-table.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { personalLimits } from './personal-limits.js'

const [ADMIN, ADA, LISTED] = [1, 7, 8]
const NOW_MS = 5000

const values: SettingValues = {
  RATE_LIMITING: true,
  MAX_LINKS_PER_DAY: 5,
  AUTHORIZED_LINKS_PER_DAY: 50,
  UPLOADS_PER_MINUTE: 20,
  SERVICE_UPLOADS_PER_MINUTE: null,
  REQUESTS_PER_MINUTE: null,
  WRONG_LINKS_PER_HOUR: null,
  BANDWIDTH_LIMITS: true,
  BANDWIDTH_LIMIT_GB: null,
  USER_BANDWIDTH_LIMIT_GB: 1e9,
  BANDWIDTH_WHEN_USED_UP: 'finish',
  LINK_EXPIRY_SECONDS: 86_400,
  MAX_FILE_SIZE_BYTES: 1000,
  ALLOWED_TYPES: ['video/*'],
  DENIED_TYPES: [],
  MAX_BATCH_FILES: 30,
  CHANNEL_POST_BUTTONS: false,
  ACCESS_MODE: 'allow-list',
  ALLOWED_USERS: [LISTED],
  FORCE_SUBSCRIPTION: true,
  FORCE_SUB_CHANNEL: ['@news'],
  FORCE_SUB_WHEN_UNKNOWN: 'refuse',
}

function setUp(changes: Partial<SettingValues> = {}) {
  const { users, bans } = openMemoryStores()
  const rules = toLiveRules({ ...values, ...changes }, [ADMIN])
  const deps = { clock: { now: () => NOW_MS }, users, bans, rules: () => rules }
  return { users, bans, limitsOf: (userId: number) => personalLimits(deps, userId) }
}

it('are those of everybody for somebody on the list, also if they never wrote', async () => {
  expect(await setUp().limitsOf(LISTED)).toEqual({
    refusal: null,
    hasToJoin: true,
    maxFileBytes: 1000,
    types: { allowed: ['video/*'], denied: [] },
    linksPerDay: 5,
    filesPerMinute: 20,
    filesPerBatch: 30,
    expirySeconds: 86_400,
    trafficBytesPerMonth: 1e9,
  })
})

it('say why somebody may not send files at all', async () => {
  const { bans, limitsOf } = setUp()
  expect((await limitsOf(ADA)).refusal).toEqual({ reason: 'not_allowed', mode: 'allow-list', userId: ADA })
  await bans.put({ userId: ADA, reason: 'spam', bannedBy: ADMIN, createdAtMs: 0, untilMs: null })
  expect((await limitsOf(ADA)).refusal).toEqual({ reason: 'banned', banReason: 'spam', untilMs: null })
})

it('are wider for somebody who was authorised, with numbers of their own', async () => {
  const { users, limitsOf } = setUp()
  await users.update(ADA, { isAuthorized: true, linksPerDay: 7 }, NOW_MS)
  expect(await limitsOf(ADA)).toMatchObject({
    refusal: null,
    linksPerDay: 7,
    filesPerMinute: null,
    trafficBytesPerMonth: null,
  })
})

it('are none for admins, and none where limits are switched off', async () => {
  const none = { linksPerDay: null, filesPerMinute: null, trafficBytesPerMonth: null }
  expect(await setUp().limitsOf(ADMIN)).toMatchObject({ refusal: null, hasToJoin: false, ...none })
  const off = setUp({ RATE_LIMITING: false, BANDWIDTH_LIMITS: false, FORCE_SUBSCRIPTION: false })
  expect(await off.limitsOf(LISTED)).toMatchObject({ refusal: null, hasToJoin: false, ...none })
})
