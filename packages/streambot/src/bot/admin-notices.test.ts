import { describe, expect, it, onTestFinished } from 'vitest'
import { finding, type SetupFinding } from '../actions/setup-findings.js'
import { NO_WORK, type ClientReport } from '../core/client-status.js'
import { StreamBotError } from '../core/errors.js'
import { AdminNotices } from './admin-notices.js'
import { markupOf } from './reply.contract.js'

const LOOK_MS = 10_000
const CHECK_MS = 300_000
const [ADA, GRACE] = [7, 8]

const bot = (number: number) => ({ bot: `worker ${number}`, role: 'worker', username: null }) as const
const outside = (number: number) => finding('bot_not_in_log_channel', { ...bot(number), logChannel: '-1' })
const unset = finding('base_url_unset', { url: 'http://127.0.0.1:8080' })
const withoutTls = finding('base_url_without_tls', { url: 'http://files.example.org' })
const withoutTlsText = 'BASE_URL is http://files.example.org, which is not https'

/** Time passes when told. */
function setUp(languages: Readonly<Record<number, string>> = {}) {
  const state = {
    nowMs: 1_000_000,
    findings: [] as SetupFinding[],
    reason: null as string | null,
    checks: 0,
    cannotBeWrittenTo: new Set<number>(),
    haveBlocked: new Set<number>(),
    failingChecks: 0,
  }
  const sent: { readonly chatId: number; readonly name: string; readonly html: string }[] = []
  const log: string[] = []
  let wake = () => {}
  const client = (): ClientReport => ({
    role: 'worker',
    name: 'w',
    state: 'healthy',
    reason: state.reason,
    sinceMs: 0,
    ...NO_WORK,
  })
  const notices = new AdminNotices({
    clock: { now: () => state.nowMs },
    messenger: {
      send: ({ chatId, name }, { html }) => {
        if (state.cannotBeWrittenTo.has(chatId)) return Promise.reject(new StreamBotError('telegram_unavailable', 'no'))
        return Promise.resolve(state.haveBlocked.has(chatId) ? null : sent.push({ chatId, name, html }))
      },
    },
    adminIds: [ADA, GRACE],
    checkSetup: () => {
      state.checks++
      if (state.failingChecks-- > 0) return Promise.reject(new Error('broken'))
      return Promise.resolve(state.findings)
    },
    clients: () => [client()],
    languageOf: (userId) => Promise.resolve(languages[userId] ?? null),
    pause: (ms, signal) =>
      new Promise((resolve, reject) => {
        expect(ms).toBe(LOOK_MS)
        const abort = () => reject(signal.reason as Error)
        signal.addEventListener('abort', abort)
        wake = () => {
          signal.removeEventListener('abort', abort)
          resolve()
        }
      }),
    timings: { lookEveryMs: LOOK_MS, checkEveryMs: CHECK_MS },
    log: {
      found: ({ level }, text) => log.push(`${level} ${text}`),
      mended: (_finding, text) => log.push(`mended ${text}`),
      untold: (adminId) => log.push(`untold ${adminId}`),
      trouble: (error) => log.push(`trouble ${(error as Error).message}`),
    },
  })
  onTestFinished(() => notices[Symbol.asyncDispose]())
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += LOOK_MS) {
      state.nowMs += LOOK_MS
      wake()
      await settled()
    }
  }
  const nextCheck = (findings: SetupFinding[]) => {
    state.findings = findings
    return pass(CHECK_MS)
  }
  return { state, sent, log, pass, nextCheck, notices }
}

const to = (sent: readonly { readonly chatId: number }[]) => sent.map(({ chatId }) => chatId)

describe('admins', () => {
  it('are told each of what they have to mend, once, and again when it was well in between', async () => {
    const { sent, nextCheck } = setUp()
    await nextCheck([outside(1)])
    expect(to(sent)).toEqual([ADA, GRACE])
    expect(sent[0]?.html).toContain('❌ worker 1 is not in the log channel -1.\n<i>In the channel: Administrators')
    expect(sent[0]?.html).toContain('/doctor')
    await nextCheck([outside(1)])
    expect(sent).toHaveLength(2)
    await nextCheck([])
    await nextCheck([outside(1)])
    expect(to(sent)).toEqual([ADA, GRACE, ADA, GRACE])
    expect(new Set(sent.map(({ name, chatId }) => `${chatId} ${name}`)).size).toBe(4)
  })

  it('are told in their languages', async () => {
    const { sent, nextCheck } = setUp({ [GRACE]: 'de' })
    await nextCheck([outside(1)])
    expect(sent[1]?.html).toContain('worker 1 ist nicht im Log-Kanal -1.')
  })

  it('are told of many things in one message that Telegram takes', async () => {
    const { sent, nextCheck } = setUp()
    await nextCheck(Array.from({ length: 500 }, (_, n) => outside(n)))
    expect(sent).toHaveLength(2)
    markupOf({ html: sent[0]?.html ?? '' })
    await nextCheck(Array.from({ length: 500 }, (_, n) => outside(n)))
    expect(sent).toHaveLength(2)
  })

  it('are told of warnings that people notice, and the log has the others', async () => {
    const { sent, log, nextCheck } = setUp()
    await nextCheck([unset])
    expect(sent).toEqual([])
    expect(log).toEqual([expect.stringMatching(/^warning BASE_URL is not set.*Put the address/)])
    await nextCheck([withoutTls])
    expect(sent[0]?.html).toContain(withoutTlsText)
    expect(log[1]).toContain(withoutTlsText)
    expect(log[2]).toMatch(/^mended BASE_URL is not set/)
  })

  it('are not told of what passes by itself', async () => {
    const { sent, nextCheck } = setUp()
    const away = finding('bot_unreachable', { ...bot(1), reason: null })
    await nextCheck([away])
    await nextCheck([])
    await nextCheck([away])
    await nextCheck([])
    expect(to(sent)).toEqual([ADA, GRACE, ADA, GRACE])
  })

  it('are told soon: the set-up is looked at as soon as a bot fares otherwise', async () => {
    const { state, sent, pass } = setUp()
    await pass(LOOK_MS)
    expect(state.checks).toBe(1)
    state.findings = [outside(1)]
    await pass(5 * LOOK_MS)
    expect(state.checks).toBe(1)
    state.reason = 'it was thrown out'
    await pass(LOOK_MS)
    expect(state.checks).toBe(2)
    expect(sent).toHaveLength(2)
  })

  it('are told as soon as they can be written to, and the log says once that they cannot', async () => {
    const { state, sent, log, nextCheck } = setUp()
    state.cannotBeWrittenTo.add(GRACE)
    state.haveBlocked.add(ADA)
    for (let look = 0; look < 10; look++) await nextCheck([outside(1)])
    expect(to(sent)).toEqual([])
    expect(log.filter((line) => line.startsWith('untold'))).toEqual([`untold ${ADA}`, `untold ${GRACE}`])
    state.cannotBeWrittenTo.clear()
    state.haveBlocked.clear()
    await nextCheck([outside(1)])
    expect(to(sent)).toEqual([ADA, GRACE])
  })

  it('get six messages in an hour at most, and the rest later', async () => {
    const { state, sent, pass, nextCheck } = setUp()
    for (let round = 0; round < 20; round++) {
      state.findings = round % 2 === 0 ? [outside(1)] : []
      state.reason = `look again: ${round}`
      await pass(LOOK_MS)
    }
    expect(state.checks).toBe(20)
    expect(to(sent).filter((chatId) => chatId === ADA)).toHaveLength(6)
    await nextCheck([outside(1)])
    expect(sent).toHaveLength(12)
    for (let minutes = 0; minutes < 60; minutes += 5) await nextCheck([outside(1)])
    expect(to(sent.slice(12))).toEqual([ADA, GRACE])
  })

  it('go on being told after a look that came to nothing', async () => {
    const { state, sent, log, nextCheck } = setUp()
    state.failingChecks = 1
    await nextCheck([outside(1)])
    expect(log).toContain('trouble broken')
    await nextCheck([outside(1)])
    expect(sent).toHaveLength(2)
  })

  it('hear no more when it is over', async () => {
    const { state, pass, notices } = setUp()
    await notices[Symbol.asyncDispose]()
    await pass(CHECK_MS)
    expect(state.checks).toBe(0)
  })
})
