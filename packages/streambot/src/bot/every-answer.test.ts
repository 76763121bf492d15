/**
 * Every command and every button, with the longest that people, Telegram and the configuration can put into each line of the answer: Telegram refuses
 * what is too long, and then nobody hears anything.
 */
import { describe, expect, it } from 'vitest'
import type { BroadcastProgress } from '../actions/broadcasts.js'
import type { FileRefusal, RegisterFileResult } from '../actions/register-file.js'
import { finding, SETUP_FINDINGS, type SetupFindingId } from '../actions/setup-findings.js'
import { API_SCOPES } from '../core/api-token.js'
import type { Ban } from '../core/ban.js'
import { NO_WORK, type ClientReport, type ClientState } from '../core/client-status.js'
import { UNRESTRICTED } from '../core/link.js'
import { kindOf, SETTING_NAMES } from '../policy/setting-table.js'
import type { Reply } from '../ports/messenger.js'
import type { StreamInfo } from '../streaming/stream-record.js'
import type { AdminActions } from './admin-actions.js'
import { ADMIN } from './admin-bot.fixture.js'
import { COMMANDS } from './commands/commands.js'
import { keepLinks, linkOf } from './own-links.fixture.js'
import { userOf } from './people.fixture.js'
import type { PeopleActions } from './people-actions.js'
import { PRESSES } from './presses/presses.js'
import { LONGEST, markupOf } from './reply.contract.js'
import { fileMessage, linkTo, sampleFile, TestBot } from './test-bot.fixture.js'
import { LANGUAGES } from './texts/texts.js'

const MANY = 500
const LARGE = Number.MAX_SAFE_INTEGER
/** The last that a date in a record can be. */
const LATE_MS = Date.UTC(9999, 11, 31)
const NAME = `${'𝕬'.repeat(200)}.mkv`
const TYPES = Array.from({ length: MANY }, (_, n) => `application/${'𝕬'.repeat(60)}${n}`)
const REFUSALS: readonly FileRefusal[] = [
  ...['a', 'b', 'c', 'd', 'e'].map((letter) => {
    const mimeType = `${letter}/${LONGEST}`
    return { reason: 'type_not_allowed', mimeType, allowed: TYPES } as const
  }),
  { reason: 'service_busy', retryAfterMs: LARGE },
]
const MISSING: FileRefusal = {
  reason: 'not_subscribed',
  channels: Array.from({ length: MANY }, (_, n) => ({ title: LONGEST, url: n % 2 === 0 ? 'https://t.me/+abc' : null })),
}

const BANNED: Ban = { userId: LARGE, reason: LONGEST, bannedBy: LARGE, createdAtMs: LATE_MS, untilMs: LATE_MS }
const user = userOf(LARGE, {
  firstName: LONGEST,
  username: LONGEST,
  languageCode: LONGEST,
  unreachableSinceMs: LATE_MS,
  isAuthorized: true,
  linksPerDay: LARGE,
  bandwidthBytesPerMonth: LARGE,
})
const traffic = { usedBytes: LARGE, limitBytes: LARGE, month: '2026-11', resetsAtMs: LATE_MS } as const
const userStats = {
  userId: LARGE,
  standing: 'authorized',
  linksToday: { made: LARGE, limit: LARGE, nextAtMs: LATE_MS },
  traffic,
  links: LARGE,
} as const

const subtitles = {
  id: 'f'.repeat(16),
  name: `${NAME}.srt`,
  language: 'de',
  logMessageId: 1,
  telegramFileId: '1',
  sizeBytes: 1,
}
const subtitlesFile = { ...sampleFile, kind: 'document', name: subtitles.name } as const
const links = Array.from({ length: 40 }, (_, n) => {
  const restrictions = { ...UNRESTRICTED, passwordHash: n % 2 === 0 ? 'x' : null, maxDownloads: LARGE }
  const link = linkOf(n + 1, { name: NAME, ownerId: ADMIN, downloads: LARGE, restrictions, lastAccessAtMs: LATE_MS })
  const file = { ...link.file, mimeType: LONGEST, sizeBytes: 4e9, durationSeconds: LARGE }
  return { ...link, file, subtitles: Array.from({ length: 16 }, () => subtitles) }
})
const longUrl = `https://${'files.'.repeat(30)}example.org/dl/${'x'.repeat(64)}/${'%F0'.repeat(250)}`
const urls = { downloadUrl: longUrl, streamUrl: longUrl, watchUrl: longUrl }

const client = (n: number, state: ClientState): ClientReport => ({
  ...NO_WORK,
  role: n === 0 ? 'primary' : 'worker',
  name: LONGEST,
  state,
  reason: LONGEST,
  sinceMs: -LATE_MS,
  coolUntilMs: LATE_MS,
})
const stream = (n: number): StreamInfo => ({
  id: `00000000-0000-4000-8000-${n.toString().padStart(12, '0')}`,
  linkId: '0011223344556677',
  ownerId: LARGE,
  fileName: NAME,
  sizeBytes: LARGE,
  range: { start: 0, end: LARGE - 1 },
  address: LONGEST,
  startedAtMs: 0,
  ageMs: LARGE,
  sentBytes: LARGE,
  bytesPerSecond: LARGE,
  servedBy: [LONGEST, LONGEST],
  heldBytes: LARGE,
})
const memory = {
  level: 'tight',
  limitBytes: LARGE,
  rssBytes: LARGE,
  heapUsedBytes: LARGE,
  externalBytes: LARGE,
  arrayBufferBytes: LARGE,
  budget: { limitBytes: LARGE, streams: LARGE, floorBytes: LARGE, heldBytes: LARGE, cachedBytes: LARGE },
  owners: Array.from({ length: 12 }, () => ({ name: LONGEST, bytes: LARGE })),
} as const
const broadcast: BroadcastProgress = {
  id: 'f'.repeat(16),
  botId: LARGE,
  adminId: ADMIN,
  fromChatId: ADMIN,
  messageId: 1,
  reportMessageId: 2,
  createdAtMs: -LATE_MS,
  state: 'cancelled',
  reason: LONGEST,
  cursor: LARGE,
  sent: LARGE,
  unreachable: LARGE,
  failed: LARGE,
  finishedAtMs: LATE_MS,
  people: LARGE,
  waitsUntilMs: LATE_MS,
  failures: Array.from({ length: MANY }, (_, n) => ({ reason: `${n} ${LONGEST}`, people: LARGE })),
}

const findings = (Object.keys(SETUP_FINDINGS) as SetupFindingId[]).flatMap((id) => {
  const words = ['bot', 'username', 'title', 'logChannel', 'reason', 'url', 'to', 'host', 'channel', 'name', 'used']
  const more = ['message', 'known', 'peer', 'version', 'path', 'needed']
  const parameters = Object.fromEntries([...words, ...more].map((word) => [word, LONGEST]))
  const numbers = { meant: -LARGE, status: 502, aheadMs: LARGE, check: 'bots', role: 'worker', limit: LARGE }
  const sizes = { freeBytes: LARGE, neededBytes: LARGE, limitBytes: LARGE, availableBytes: LARGE, daysLeft: LARGE }
  const about = { ...parameters, ...numbers, ...sizes, of: 'database', indexes: [LONGEST] }
  return Array.from({ length: 20 }, () => finding(id, about as never))
})

const settings = SETTING_NAMES.map((name) => ({
  name,
  takes: kindOf(name).takes,
  value: LONGEST,
  defaultValue: LONGEST,
  changed: { userId: LARGE, atMs: LATE_MS },
}))

const admin: Partial<AdminActions> = {
  findPerson: (text) => Promise.resolve(text === '9' ? user : null),
  searchPeople: ({ limit }) => {
    const people = Array.from({ length: limit }, (_, n) => ({ user: { ...user, id: LARGE - n }, isBanned: true }))
    return Promise.resolve({ people, nextAfterId: LARGE, total: LARGE })
  },
  describeUser: (userId) => {
    const isEven = userId % 2 === 0
    const about = { user: { ...user, isAuthorized: isEven }, ban: isEven ? BANNED : null, stats: userStats }
    return Promise.resolve({ userId, ...about })
  },
  banUser: () => Promise.resolve(),
  unbanUser: () => Promise.resolve(true),
  authorizeUser: () => Promise.resolve(user),
  deauthorizeUser: () => Promise.resolve(user),
  nameOfToken: () => Promise.resolve(null),
  findLink: (id) => Promise.resolve(links.find((link) => link.id === id) ?? null),
  urlsOf: () => urls,
  findBatch: () => Promise.resolve(null),
  linksOf: (_ownerId, _after, limit) => {
    const page = links.slice(0, limit)
    return Promise.resolve({ links: page, next: { createdAtMs: 1, id: 'f'.repeat(16) } })
  },
  revokeLink: () => Promise.resolve(true),
  serviceStats: () =>
    Promise.resolve({
      version: '100.200.300',
      startedAtMs: LATE_MS,
      uptimeMs: LARGE,
      memory,
      openStreams: LARGE,
      clients: [client(0, 'healthy')],
      bandwidth: traffic,
      users: LARGE,
      links: LARGE,
      database: { name: LONGEST, isAnswering: false },
    }),
  memory: () => memory,
  clients: () => Array.from({ length: MANY }, (_, n) => client(n, 'unreachable')),
  streams: () => Array.from({ length: MANY }, (_, n) => stream(n)),
  stopStream: () => Promise.resolve(true),
  logs: ({ limit = 1 }) => {
    const entry = {
      level: 'error',
      time: '2026-11-24T10:15:03.123Z',
      subsystem: 'x',
      msg: LONGEST,
      fields: {},
    } as const
    return { entries: Array.from({ length: limit }, () => entry), total: LARGE, page: 1, pages: 1, limit }
  },
  checkSetup: () => Promise.resolve(findings),
  settings: {
    list: () => settings,
    set: (_actor, name, value) =>
      Promise.resolve(
        value === 'wrong' || value.length > 100
          ? ({
              ok: false,
              reason: 'not_taken',
              name: 'ALLOWED_TYPES',
              entry: value,
              takes: settings[0]!.takes,
            } as never)
          : { ok: true, setting: settings.find((it) => it.name === name) ?? settings[0]! },
      ),
    reset: () => Promise.resolve({ ok: true, setting: settings[0]! }),
  },
  tokens: {
    create: (_actor, { name, scopes }) =>
      Promise.resolve(
        scopes.some((scope) => scope.length > 20)
          ? { ok: false, refusal: { reason: 'unknown_scope', scope: scopes[0] ?? '', scopes: API_SCOPES } }
          : { ok: true, token: `sb_${'x'.repeat(43)}`, info: { ...token(0), name, scopes } },
      ),
    list: () => Promise.resolve(Array.from({ length: MANY }, (_, n) => token(n))),
    revoke: () => Promise.resolve(true),
  },
  dashboard: {
    isAddressKnown: false,
    logIn: () => ({ url: `${longUrl}/admin#login=${'x'.repeat(48)}`, expiresAtMs: LATE_MS }),
  },
  broadcasts: {
    countPeople: () => Promise.resolve(LARGE),
    running: () => Promise.resolve(null),
    start: () => Promise.resolve({ ...broadcast, state: 'running' }),
    cancel: () => Promise.resolve(true),
    progress: () => Promise.resolve(broadcast),
  },
}

function token(n: number) {
  const id = n.toString(16).padStart(16, '0')
  const times = { createdAtMs: LATE_MS, lastUsedAtMs: LATE_MS, expiresAtMs: LATE_MS }
  return { id, name: LONGEST, scopes: [...API_SCOPES], createdBy: LARGE, ...times }
}

function appPassword(n: number) {
  const id = n.toString(16).padStart(16, '0')
  return { id, userId: LARGE, name: LONGEST, createdAtMs: LATE_MS, lastUsedAtMs: LATE_MS, expiresAtMs: LATE_MS }
}

const IDS = links.map(({ id }) => id).join(' ')
const LINES: readonly string[] = [
  ...COMMANDS.map(({ name }) => `/${name}`),
  ...COMMANDS.map(({ name }) => `/${name} ${LONGEST}`),
  ...COMMANDS.map(({ name }) => `/${name} 9 ${LONGEST}`),
  ...SETTING_NAMES.map((name) => `/settings ${name}`),
  '/files 𝕬𝕬𝕬𝕬𝕬𝕬',
  '/stats me',
  '/user 9',
  '/users ada',
  `/ban 9 ${'𝕬'.repeat(250)}`,
  '/unban 9',
  '/authorize 9',
  `/authorize 9 1 ${LONGEST}`,
  `/authorize 9 1 1 ${LONGEST}`,
  '/deauthorize 9',
  `/logs level=${LONGEST}`,
  `/logs limit=${LONGEST}`,
  '/logs limit=500',
  '/settings MAX_LINKS_PER_DAY 5',
  `/settings MAX_LINKS_PER_DAY ${LONGEST}`,
  `/revoke ${IDS}`,
  '/revoke ffffffffffffffff',
  '/webdav Kodi 90d',
  '/token grafana all 90d',
  `/token grafana ${'1d'.repeat(1000)} ${'2h'.repeat(1000)}`,
]

const attached = { link: links[0]!, subtitles }
const SUBTITLE_REFUSALS = (
  [
    { reason: 'film_over' },
    { reason: 'no_subtitles' },
    { reason: 'subtitles_too_large', maxBytes: LARGE },
    { reason: 'too_many_subtitles', max: LARGE },
    MISSING,
    ...REFUSALS,
  ] as const
).map((refusal) => ({ ok: false, refusal }) as const)

class EveryAnswer {
  readonly reached = new Set<string>()
  readonly #pressed = new Set<string>()
  readonly #bot: TestBot

  constructor(language: string) {
    const { people } = keepLinks(links)
    const own: Partial<PeopleActions> = {
      ...people,
      // So that the other buttons of the link are of use after this one.
      revokeLink: (actor, linkId) => people.findLink(actor, linkId),
      version: '100.200.300',
      limitsOf: () =>
        Promise.resolve({
          refusal: { reason: 'banned', banReason: LONGEST, untilMs: LATE_MS },
          hasToJoin: true,
          maxFileBytes: LARGE,
          types: { allowed: TYPES, denied: TYPES },
          linksPerDay: LARGE,
          filesPerMinute: LARGE,
          filesPerBatch: LARGE,
          expirySeconds: LARGE,
          trafficBytesPerMonth: LARGE,
        }),
      statsOf: () => Promise.resolve(userStats),
      findFilms: () => Promise.resolve(links.slice(0, 1)),
      attachSubtitles: (_incoming, _linkId, request) =>
        Promise.resolve(SUBTITLE_REFUSALS[Number(request.split(' ')[2]) - 4000] ?? { ok: true, ...attached, ...urls }),
      findSubtitles: () => null,
      removeSubtitles: () => Promise.resolve(attached),
      webdav: {
        url: `https://${'files.'.repeat(30)}example.org/dav/`,
        create: (_userId, { name }) =>
          Promise.resolve(
            name.length > 100
              ? { ok: false, refusal: { reason: 'bad_name', maxLength: LARGE } }
              : { ok: true, secret: 'x'.repeat(27), info: appPassword(0) },
          ),
        list: () => Promise.resolve(Array.from({ length: 10 }, (_, n) => appPassword(n))),
        revoke: () => Promise.resolve(true),
      },
    }
    this.#bot = new TestBot(({ messageId }) => Promise.resolve(this.#outcomeOf(messageId)), {
      adminIds: [ADMIN],
      admin,
      people: own,
    })
    this.#bot.languages.set(ADMIN, language)
    const text = links.map(({ id }) => id).join('\n')
    this.#bot.quoted.set(1, { text, author: user })
  }

  /** What was answered with an apology, or not at all. */
  get trouble(): readonly unknown[] {
    return this.#bot.logged
  }

  /** @param text a command */
  async say(text: string, replyToId?: number): Promise<void> {
    const message = {
      chatId: ADMIN,
      messageId: replyToId ?? 2,
      sender: { id: ADMIN, firstName: LONGEST, username: null, languageCode: 'en' },
      text,
      isPrivate: true,
      otherMedia: null,
      replyToId: replyToId ?? null,
      albumId: null,
      file: null,
    }
    await this.#look(() => this.#bot.receive({ kind: 'message', message }))
  }

  async sendFiles(...ids: readonly number[]): Promise<void> {
    const file = { ...sampleFile, name: NAME }
    for (const messageId of ids) this.#bot.found.push({ chatId: ADMIN, messageId, text: LONGEST, file })
    await this.#look(() => Promise.all(ids.map((id) => this.#bot.receive(fileMessage(id, { text: LONGEST })))))
    // What was about to be answered together can be asked for again.
    this.#bot.intended.push(...this.#bot.noted)
  }

  async sendSubtitles(messageId: number): Promise<void> {
    await this.#look(() => this.#bot.receive(fileMessage(messageId, { userId: ADMIN, replyToId: 1 }, subtitlesFile)))
  }

  /** Looks at all that is said, and presses every button under it that no other had. */
  async #look(happen: () => Promise<unknown>): Promise<void> {
    const before = [this.#bot.sent.length, this.#bot.edits.length] as const
    await happen()
    const replies = [...this.#bot.sent.slice(before[0]), ...this.#bot.edits.slice(before[1])].map(({ reply }) => reply)
    for (const reply of replies) {
      markupOf(reply)
      for (const data of dataIn(reply)) await this.#press(data)
    }
    for (const text of this.#bot.pressAnswers.splice(0)) expect(text?.length ?? 0).toBeLessThanOrEqual(200)
  }

  async #press(data: Uint8Array): Promise<void> {
    const words = Buffer.from(data.subarray(13)).toString()
    const [action = ''] = words.split(' ')
    if (this.#pressed.has(words)) return
    this.#pressed.add(words)
    this.reached.add(action)
    // Pages of a list are alike: some of them will do.
    if ([...this.#pressed].filter((other) => other.startsWith(`${action} `)).length > 12) return
    const sender = { id: ADMIN, firstName: LONGEST, username: null, languageCode: 'en' }
    const press = { pressId: words, chatId: ADMIN, messageId: 1, sender, data, isPrivate: true }
    await this.#look(() => this.#bot.receive({ kind: 'press', press }))
  }

  #outcomeOf(messageId: number): RegisterFileResult {
    if (messageId < 2000) return messageId % 2 === 0 ? this.#link() : { ok: false, refusal: refusalOf(messageId) }
    return { ok: false, refusal: messageId < 3000 ? refusalOf(messageId) : MISSING }
  }

  #link(): RegisterFileResult {
    return { ...linkTo({ ...sampleFile, name: NAME, mimeType: LONGEST, sizeBytes: LARGE }), ...urls }
  }
}

function refusalOf(messageId: number): FileRefusal {
  return REFUSALS[messageId % REFUSALS.length]!
}

function dataIn({ buttons = [] }: Reply): Uint8Array[] {
  return buttons.flat().flatMap((button) => ('data' in button ? [button.data] : []))
}

describe.each(LANGUAGES)('every answer in %s', (language) => {
  it('fits into a message, of every command and every button', async () => {
    const every = new EveryAnswer(language)
    for (const text of LINES) await every.say(text)
    for (const name of ['ban', 'unban', 'user', 'authorize', 'deauthorize', 'revoke', 'broadcast']) {
      await every.say(`/${name}`, 1)
    }
    await every.sendFiles(...Array.from({ length: 90 }, (_, n) => 1001 + n))
    for (let at = 0; at < REFUSALS.length; at++) await every.sendFiles(2000 + at)
    await every.sendFiles(3000)
    await every.sendFiles(3001, 3002)
    await every.sendFiles(1200)
    for (let at = 0; at <= SUBTITLE_REFUSALS.length; at++) await every.sendSubtitles(4000 + at)
    expect(every.trouble).toEqual([])
    const missed = PRESSES.map(({ name }) => name).filter((name) => !every.reached.has(name))
    expect(missed).toEqual([])
  })
})
