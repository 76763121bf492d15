import { describe, expect, it } from 'vitest'
import type { BroadcastProgress, ProgressListener } from '../actions/broadcasts.js'
import { StreamBotError } from '../core/errors.js'
import type { LinkKey } from '../core/link.js'
import type { Reply } from '../ports/messenger.js'
import { buttonsOf } from './admin-bot.fixture.js'
import { BroadcastReports } from './broadcast-reports.js'
import { verifyPress } from './press-data.js'

const [ADMIN, REPORT] = [7, 77]
const key: LinkKey = { id: 2, secret: new Uint8Array(32).fill(2), createdAtMs: 1 }
const pressKeys = { signing: key, key: () => key }

function progressOf(sent: number, changes: Partial<BroadcastProgress> = {}): BroadcastProgress {
  const where = { botId: 1, adminId: ADMIN, fromChatId: ADMIN, messageId: 5, reportMessageId: REPORT }
  const counts = { cursor: 9, sent, unreachable: 0, failed: 0, people: 100 }
  const state = { state: 'running', reason: null, finishedAtMs: null, waitsUntilMs: null, failures: [] } as const
  return { id: '0011223344556677', createdAtMs: 0, ...where, ...counts, ...state, ...changes }
}

function setUp(language: string | null = 'en') {
  const edits: { readonly chatId: number; readonly messageId: number; readonly reply: Reply }[] = []
  const state = { nowMs: 0, failing: 0, blocked: null as Promise<void> | null }
  let tell: ProgressListener = () => {}
  const pauses: number[] = []
  const warned: object[] = []
  const reports = new BroadcastReports({
    bot: {
      clock: { now: () => state.nowMs },
      messenger: {
        edit: async (chatId: number, messageId: number, reply: Reply) => {
          await state.blocked
          if (state.failing-- > 0) throw new StreamBotError('telegram_unavailable', 'away')
          edits.push({ chatId, messageId, reply })
        },
      } as never,
      pause: (ms) => Promise.resolve(void pauses.push(ms)),
      pressKeys,
      logger: { warn: (fields) => warned.push(fields), error: () => {} },
    },
    languageOf: () => Promise.resolve(language),
    onProgress: (listener) => {
      tell = listener
      return () => (tell = () => {})
    },
  })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const told = async (progress: BroadcastProgress) => {
    tell(progress)
    await settled()
  }
  return { reports, edits, state, told, pauses, warned, settled, tell: (progress: BroadcastProgress) => tell(progress) }
}

const counted = (edits: readonly { readonly reply: Reply }[]) =>
  edits.map(({ reply }) => Number(/(?:Sent|Gesendet): (\d+)/.exec(reply.html)?.[1]))

describe('how far a broadcast is', () => {
  it('is told in one message every few seconds, and at last what came of it', async () => {
    const { edits, state, told } = setUp()
    for (let second = 0; second <= 20; second += 2) {
      state.nowMs = second * 1000
      await told(progressOf(second))
    }
    state.nowMs += 1
    await told(progressOf(100, { state: 'done', finishedAtMs: state.nowMs }))
    expect(counted(edits)).toEqual([0, 4, 8, 12, 16, 20, 100])
    expect(new Set(edits.map(({ chatId, messageId }) => `${chatId} ${messageId}`))).toEqual(
      new Set([`${ADMIN} ${REPORT}`]),
    )
    expect(edits.at(-1)?.reply.html).toContain('The message is with everybody')
    expect(buttonsOf(edits.at(-1)!.reply)).toEqual([])
  })

  it('has a button for the admin that stops it', async () => {
    const { edits, told } = setUp('de')
    await told(progressOf(1))
    const [button] = edits[0]?.reply.buttons?.flat() ?? []
    expect(button?.text).toBe('Stoppen')
    const data = button && 'data' in button ? button.data : new Uint8Array()
    expect(verifyPress(pressKeys, ADMIN, data)).toEqual({ name: 'broadcast.cancel', args: ['0011223344556677'] })
    expect(verifyPress(pressKeys, ADMIN + 1, data)).toBeNull()
  })

  it('is nobody’s to read where no message is to tell it', async () => {
    const { edits, told } = setUp()
    await told(progressOf(1, { reportMessageId: null }))
    expect(edits).toEqual([])
  })

  it('is skipped where Telegram is slow, but never the end, which is told until it is heard', async () => {
    const { edits, state, told, tell, settled, pauses, warned } = setUp()
    let release = () => {}
    state.blocked = new Promise((resolve) => (release = resolve))
    await told(progressOf(1))
    for (const sent of [2, 3, 4]) {
      state.nowMs += 5000
      tell(progressOf(sent))
    }
    tell(progressOf(100, { state: 'done', finishedAtMs: 1 }))
    state.failing = 3
    state.blocked = null
    release()
    for (let turn = 0; turn < 10; turn++) await settled()
    expect(counted(edits)).toEqual([100])
    expect(pauses).toHaveLength(2)
    expect(warned).toHaveLength(1)
  })

  it('is told no more when the server stops', async () => {
    const { edits, reports, told } = setUp()
    await reports[Symbol.asyncDispose]()
    await told(progressOf(1))
    expect(edits).toEqual([])
  })
})
