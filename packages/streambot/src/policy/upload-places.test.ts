import { beforeEach, describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { SlidingWindow } from '../core/sliding-window.js'
import type { WindowStore } from '../ports/window-store.js'
import { UploadPlaces } from './upload-places.js'

const WISH = { key: 'links:7', rule: { limit: 3, windowMs: 1000 } }
const NOW_MS = 5000

/** `lost`: nothing was done. `unheard`: it was done, and the answer was lost. */
type Fate = 'fine' | 'lost' | 'unheard'

class FakeWindows implements Pick<WindowStore, 'take' | 'giveBack'> {
  readonly window = new SlidingWindow()
  fate: Fate = 'fine'

  take: WindowStore['take'] = async (_wishes, nowMs, name) => {
    const answer = await this.#meet(() => this.window.take(WISH.rule, nowMs, name))
    return answer.ok ? { ok: true, answers: [answer] } : { ...answer, key: WISH.key }
  }

  giveBack: WindowStore['giveBack'] = async (_keys, counted) => {
    await this.#meet(() => this.window.giveBack(counted))
  }

  #meet<T>(act: () => T): Promise<T> {
    const away = () => Promise.reject<T>(new StreamBotError('store_unavailable', 'away'))
    if (this.fate === 'lost') return away()
    const done = act()
    return this.fate === 'unheard' ? away() : Promise.resolve(done)
  }
}

let nowMs: number
let windows: FakeWindows
let places: UploadPlaces

beforeEach(() => {
  nowMs = NOW_MS
  windows = new FakeWindows()
  places = new UploadPlaces({ clock: { now: () => nowMs }, windows })
})

async function take() {
  const decision = await places.take([WISH])
  if (!decision.ok) throw new Error('There is no place')
  return decision
}

describe('places', () => {
  it('are as many as the windows have, and say how long to wait for the next', async () => {
    for (let taken = 0; taken < 3; taken++) await take()
    expect(await places.take([WISH])).toEqual({ ok: false, key: WISH.key, retryAfterMs: 997 })
  })

  it('that are given back are free again, each once', async () => {
    const [first] = [await take(), await take()]
    await first.giveBack()
    await first.giveBack()
    expect(windows.window.size).toBe(1)
  })

  it.each<Fate>(['lost', 'unheard'])(
    'that cannot be given back, the word being %s, are free when the database is back',
    async (fate) => {
      const [one, other] = [await take(), await take(), await take()]
      windows.fate = fate
      await Promise.all([one.giveBack(), other.giveBack()])
      await expect(places.take([WISH])).rejects.toMatchObject({ code: 'store_unavailable' })
      windows.fate = 'fine'
      await Promise.all([take(), take()])
      expect(windows.window.size).toBe(3)
    },
  )

  it.each<Fate>(['lost', 'unheard'])(
    'that nobody knows to be taken, the word being %s, are held against nobody',
    async (fate) => {
      await take()
      windows.fate = fate
      for (let times = 0; times < 2; times++) await expect(places.take([WISH])).rejects.toThrow('away')
      windows.fate = 'fine'
      await Promise.all([take(), take()])
      expect(windows.window.size).toBe(3)
    },
  )

  it('are owed for as long as it takes, a thousand at most, and given back once', async () => {
    windows.fate = 'lost'
    const given: (number | string)[] = []
    const taken = await Promise.allSettled(Array.from({ length: 1100 }, () => places.take([WISH])))
    expect(taken.every(({ status }) => status === 'rejected')).toBe(true)
    windows.fate = 'fine'
    windows.giveBack = (_keys, counted) => Promise.resolve(void given.push(counted))
    await Promise.all([take(), take()])
    expect(given).toHaveLength(1000)
    expect(new Set(given).size).toBe(1000)
  })

  it('are one for each name, however often and wherever it is asked for, until it is given back', async () => {
    const other = new UploadPlaces({ clock: { now: () => nowMs + 100 }, windows })
    const [first, again] = [await places.take([WISH], 'a message'), await other.take([WISH], 'a message')]
    await take()
    await take()
    expect(await places.take([WISH])).toMatchObject({ ok: false })
    expect([first.ok, again.ok, (await other.take([WISH], 'a message')).ok]).toEqual([true, true, true])
    if (again.ok) await again.giveBack()
    if (first.ok) await first.giveBack()
    expect(windows.window.size).toBe(2)
  })

  it('follow a clock that was set back', async () => {
    await take()
    nowMs -= 3_600_000
    await take()
    expect(windows.window.moments).toEqual([nowMs, nowMs])
  })
})
