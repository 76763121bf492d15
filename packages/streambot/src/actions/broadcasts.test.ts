import { describe, expect, it } from 'vitest'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { ADMIN_ID, eachOnce, sorted, stageWith } from './broadcasts.fixture.js'

const SECOND_MS = 1000

const setUp = (people: number) => stageWith(openMemoryStores(), people)

describe('a broadcast', () => {
  it('brings the message to everybody once, and reports what became of them', async () => {
    const { stage, ids, telegram } = await setUp(500)
    const instance = stage.instance()
    const id = await instance.start()
    const report = await instance.ended()
    expect(sorted(telegram.chats)).toEqual(eachOnce(ids))
    expect(report).toMatchObject({ id, state: 'done', reason: null, sent: 500, unreachable: 0, failed: 0, people: 500 })
    expect(await stage.stores.broadcasts.find(id)).toMatchObject({ state: 'done', cursor: 500, sent: 500 })
    expect(stage.troubles).toEqual([])
    expect(stage.time.timersLeft).toBe(0)
  })

  it('is sent to nobody when nobody is known', async () => {
    const { stage } = await setUp(0)
    const instance = stage.instance()
    await instance.start()
    expect(await instance.ended()).toMatchObject({ state: 'done', sent: 0, people: 0 })
  })

  it('is sent to 25 people a second, never to more than 28, also when Telegram answers slowly', async () => {
    const { stage, telegram } = await setUp(1000)
    telegram.roundTripMs = 900
    const instance = stage.instance()
    await instance.start()
    await instance.ended()
    const times = telegram.calls.map(({ atMs }) => atMs)
    const inSecondFrom = (startMs: number) =>
      times.filter((atMs) => atMs >= startMs && atMs < startMs + SECOND_MS).length
    expect(Math.max(...times.map(inSecondFrom))).toBeLessThanOrEqual(28)
    expect((times.at(-1)! - times[0]!) / 1000).toBeCloseTo(40, 0)
  })

  it('reports every two seconds, and a last time when it has ended', async () => {
    const { stage, time } = await setUp(260)
    const instance = stage.instance()
    const startMs = time.now()
    const at: number[] = []
    const stopTelling = instance.broadcasts.onProgress(() => at.push(time.now() - startMs))
    await instance.start()
    await instance.ended()
    expect(at).toEqual([2000, 4000, 6000, 8000, 10_000, expect.any(Number)])
    const counts = instance.reports.map(({ sent }) => sent)
    expect(counts).toEqual([...counts].sort((one, other) => one - other))
    expect(counts[0]).toBeGreaterThan(40)
    stopTelling()
    await instance.start()
    await instance.ended()
    expect(at).toHaveLength(6)
  })

  it('is one at a time, the oldest first', async () => {
    const { stage, ids, telegram, time } = await setUp(60)
    const instance = stage.instance()
    const first = await instance.start(1)
    await time.advance(1)
    const second = await instance.start(2)
    expect([(await instance.ended()).id, (await instance.ended()).id]).toEqual([first, second])
    expect(sorted(telegram.chats)).toEqual(new Map(ids.map((id) => [id, 2])))
    expect(telegram.calls.map(({ userId }) => userId)).toEqual([...ids, ...ids])
  })

  it('begins also when it is started in the very moment in which the last one has ended', async () => {
    const { stage } = await setUp(1)
    const instance = stage.instance()
    for (let later = 0; later < 40; later++) {
      const isOver = new Promise<void>((resolve) => {
        const forget = instance.broadcasts.onProgress(() => {
          forget()
          resolve()
        })
      })
      await instance.start(later)
      const ended = instance.ended()
      const next = isOver.then(async () => {
        for (let turns = 0; turns < later; turns++) await Promise.resolve()
        await instance.start(later + 100)
      })
      await ended
      await next
      expect(await instance.ended()).toMatchObject({ state: 'done', messageId: later + 100 })
    }
  })

  it('is the same broadcast when it is asked for again, also when it is over', async () => {
    const { stage, telegram } = await setUp(3)
    const instance = stage.instance()
    const asked = { id: 'aaaabbbbccccdddd', reportMessageId: 9 }
    const message = { chatId: ADMIN_ID, messageId: 42 }
    const start = () => instance.broadcasts.start(ADMIN_ID, message, asked)
    expect([await start(), await start()]).toEqual([asked.id, asked.id])
    expect(await instance.ended()).toMatchObject({ ...asked, state: 'done', sent: 3 })
    expect(await start()).toBe(asked.id)
    expect(telegram.calls).toHaveLength(3)
  })

  it('tells on though a listener fails', async () => {
    const { stage } = await setUp(3)
    const instance = stage.instance()
    instance.broadcasts.onProgress(() => {
      throw new Error('the chat is gone')
    })
    await instance.start()
    expect(await instance.ended()).toMatchObject({ state: 'done', sent: 3 })
    expect(stage.troubles).toMatchObject([{ message: 'the chat is gone' }])
  })

  it('is in the audit log: who began it, and what came of it', async () => {
    const { stage, telegram } = await setUp(3)
    telegram.blocked.add(2)
    const instance = stage.instance()
    const id = await instance.start()
    await instance.ended()
    const log = await stage.stores.audit.page(Infinity, 10)
    const target = `broadcast:${id}`
    expect(log.reverse()).toMatchObject([
      { actor: 'user:1', action: 'broadcast.start', target, details: { fromChatId: ADMIN_ID, messageId: 42 } },
      { actor: 'user:1', action: 'broadcast.end', target, details: { state: 'done', sent: 2, unreachable: 1 } },
    ])
  })
})

describe('somebody who cannot be reached', () => {
  it('is marked, counted, and not asked by the next broadcast until they write again', async () => {
    const { stage, telegram } = await setUp(5)
    telegram.blocked.add(2).add(4)
    const instance = stage.instance()
    await instance.start()
    expect(await instance.ended()).toMatchObject({ sent: 3, unreachable: 2 })
    const marked = (await stage.stores.users.page(0, 10)).filter(
      ({ unreachableSinceMs }) => unreachableSinceMs !== null,
    )
    expect(marked.map(({ id }) => id)).toEqual([2, 4])

    telegram.blocked.clear()
    telegram.calls.length = 0
    await stage.people([4])
    await instance.start()
    expect(await instance.ended()).toMatchObject({ sent: 4, unreachable: 1 })
    expect(telegram.calls.map(({ userId }) => userId)).toEqual([1, 3, 4, 5])
  })

  it('costs nothing, however many there are', async () => {
    const { stage, ids, telegram, time } = await setUp(5000)
    for (const id of ids) await stage.stores.users.update(id, { unreachableSinceMs: 1 }, 1)
    const instance = stage.instance()
    const startMs = time.now()
    await instance.start()
    expect(await instance.ended()).toMatchObject({ sent: 0, unreachable: 5000 })
    expect(telegram.calls).toEqual([])
    expect(time.now() - startMs).toBeLessThan(SECOND_MS)
  })
})

describe('when Telegram', () => {
  it('says wait, nobody is asked before then, whoever was refused is asked again, and the wait is reported', async () => {
    const { stage, ids, time, telegram } = await setUp(300)
    const startMs = time.now()
    telegram.fateOf = ({ userId }) =>
      userId === 100 && time.now() < startMs + 60_000 ? { kind: 'wait', retryAfterMs: 57_000 } : null
    const instance = stage.instance()
    await instance.start()
    expect(await instance.ended()).toMatchObject({ sent: 300, failed: 0 })
    expect(sorted(telegram.chats)).toEqual(eachOnce(ids))
    const refusedMs = telegram.calls.find(({ userId }) => userId === 100)!.atMs + telegram.roundTripMs
    const duringWait = telegram.calls.filter(({ atMs }) => atMs > refusedMs && atMs < refusedMs + 57_000)
    expect(duringWait).toEqual([])
    const waiting = instance.reports.filter(({ waitsUntilMs }) => waitsUntilMs !== null)
    expect(waiting.length).toBeGreaterThan(20)
    expect(new Set(waiting.map(({ waitsUntilMs }) => waitsUntilMs))).toEqual(new Set([refusedMs + 57_000]))
  })

  it('fails at somebody for a moment, they get it all the same; for good, they are counted and the reason is told', async () => {
    const { stage, ids, telegram } = await setUp(40)
    const asked = new Map<number, number>()
    telegram.fateOf = ({ userId }) => {
      const times = (asked.get(userId) ?? 0) + 1
      asked.set(userId, times)
      if (userId === 7 && times <= 4) return { kind: 'trouble', reason: 'Telegram answered 500 INTERNAL' }
      return userId === 9 ? { kind: 'trouble', reason: 'Telegram answered 500 INTERNAL' } : null
    }
    const instance = stage.instance()
    await instance.start()
    const report = await instance.ended()
    expect(report).toMatchObject({ sent: 39, failed: 1 })
    expect(report.failures).toEqual([{ reason: 'Telegram answered 500 INTERNAL', people: 1 }])
    expect(sorted(telegram.chats)).toEqual(eachOnce(ids.filter((id) => id !== 9)))
    expect([asked.get(7), asked.get(9)]).toEqual([5, 5])
  })

  it('refuses somebody for good, they are not asked again and not marked', async () => {
    const { stage, telegram } = await setUp(3)
    telegram.fateOf = ({ userId }) => (userId === 2 ? { kind: 'failed', reason: 'CHAT_WRITE_FORBIDDEN' } : null)
    const instance = stage.instance()
    await instance.start()
    expect(await instance.ended()).toMatchObject({ sent: 2, failed: 1, failures: [{ people: 1 }] })
    expect(telegram.calls).toHaveLength(3)
    expect((await stage.stores.users.find(2))?.unreachableSinceMs).toBeNull()
  })

  it('has never let the bot and somebody meet, they cannot be reached and are not marked', async () => {
    const { stage, telegram } = await setUp(3)
    telegram.fateOf = ({ userId }) => (userId === 2 ? { kind: 'never_met' } : null)
    const instance = stage.instance()
    await instance.start()
    expect(await instance.ended()).toMatchObject({ sent: 2, unreachable: 1, failed: 0, failures: [] })
    expect(telegram.calls).toHaveLength(3)
    expect((await stage.stores.users.find(2))?.unreachableSinceMs).toBeNull()
  })

  it('says that an earlier call is under way, it is asked what came of it', async () => {
    const { stage, ids, telegram } = await setUp(3)
    telegram.fateOf = ({ userId }, call) => (userId === 2 && call < 3 ? { kind: 'under_way' } : null)
    const instance = stage.instance()
    await instance.start()
    expect(await instance.ended()).toMatchObject({ sent: 3 })
    expect(sorted(telegram.chats)).toEqual(eachOnce(ids))
  })

  it('never says anything else, the message is taken to have arrived', async () => {
    const { stage, telegram } = await setUp(3)
    telegram.fateOf = ({ userId }) => (userId === 2 ? { kind: 'under_way' } : null)
    const instance = stage.instance()
    await instance.start()
    expect(await instance.ended()).toMatchObject({ sent: 3, failed: 0 })
    expect(telegram.calls.filter(({ userId }) => userId === 2)).toHaveLength(3)
  })

  it('has lost the message, the broadcast ends and says why', async () => {
    const { stage, telegram } = await setUp(500)
    telegram.fateOf = (_, call) => (call < 100 ? null : { kind: 'message_unusable', reason: 'The message was deleted' })
    const instance = stage.instance()
    const id = await instance.start()
    const report = await instance.ended()
    expect(report).toMatchObject({ state: 'cancelled', reason: 'The message was deleted', sent: 100, failed: 0 })
    expect(await stage.stores.broadcasts.find(id)).toMatchObject({
      state: 'cancelled',
      reason: report.reason,
      sent: 100,
    })
    expect(telegram.calls.length).toBeLessThan(110)
  })
})

describe('progress', () => {
  it('is told while it is under way here, from anywhere else as far as it is written down, and afterwards', async () => {
    const { stage, time, telegram } = await setUp(200)
    const [instance, other] = [stage.instance(), stage.instance()]
    const id = await instance.start()
    await time.advance(4100)
    const here = await instance.broadcasts.progress(id)
    expect(here).toMatchObject({ id, adminId: ADMIN_ID, state: 'running', people: 200, waitsUntilMs: null })
    expect(telegram.chats.size - here!.sent).toBeGreaterThan(0)
    expect(telegram.chats.size - here!.sent).toBeLessThanOrEqual(3)
    const there = await other.broadcasts.progress(id)
    expect(there?.sent).toBeGreaterThan(50)
    expect(there).toMatchObject({ state: 'running', people: 200 })
    expect(await instance.broadcasts.list(null, 5)).toEqual({ broadcasts: [here], next: null })
    expect(await other.broadcasts.list(null, 5)).toEqual({ broadcasts: [there], next: null })
    await instance.ended()
    expect(await other.broadcasts.progress(id)).toMatchObject({ state: 'done', sent: 200 })
    expect(await other.broadcasts.progress('ffffffffffffffff')).toBeNull()
  })
})
