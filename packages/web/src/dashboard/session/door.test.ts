import { expect, it } from 'vitest'
import { ApiFailure } from '../api/failure.js'
import type { Session } from '../api/shapes.js'
import { Door } from './door.js'

const session: Session = { name: 'Ada', via: 'telegram', scopes: [], expiresAt: null, version: '1', botName: null }
const over = new ApiFailure('session_over', 'No.', 401, 'session_required')
const signal = new AbortController().signal

/** What the server answers, in turn; asked for more it fails. */
function create(...answers: (Session | ApiFailure | null)[]) {
  const asked: [string, object | undefined][] = []
  const outside = <Answer>(method: string, _path: string, _signal: AbortSignal, body?: object) => {
    asked.push([method, body])
    const answer = answers.shift()
    if (answer === undefined) return Promise.reject(new Error('asked too often'))
    return answer instanceof ApiFailure ? Promise.reject(answer) : Promise.resolve(answer as Answer)
  }
  const told: number[] = []
  return { door: new Door({ outside }, () => told.push(asked.length)), asked, told }
}

it('lets in who has a session already', async () => {
  const { door, asked } = create(session)
  await door.arrive(null, signal)
  expect([door.standing, asked]).toEqual([{ is: 'in', session }, [['GET', undefined]]])
})

it('lets in who comes by a link, with one request', async () => {
  const { door, asked } = create(session)
  await door.arrive('c0de', signal)
  expect([door.standing, asked]).toEqual([{ is: 'in', session }, [['POST', { code: 'c0de' }]]])
})

it('says why a link does not open, unless there is a session anyway', async () => {
  const out = create(over, over)
  await out.door.arrive('c0de', signal)
  expect(out.door.standing).toMatchObject({ is: 'out', why: expect.stringContaining('Send /dashboard') as string })
  const still = create(over, session)
  await still.door.arrive('c0de', signal)
  expect(still.door.standing).toEqual({ is: 'in', session })
})

it('does not take a server that is away for one that says no', async () => {
  const away = new ApiFailure('away', '')
  const { door } = create(away, session)
  await door.arrive(null, signal)
  expect(door.standing).toEqual({ is: 'asking', failure: away })
  await door.arrive(null, signal)
  expect(door.standing.is).toBe('in')
})

it.each([
  ['away', new ApiFailure('away', '')],
  ['asks for patience', new ApiFailure('refused', 'Too many.', 429, 'too_many_requests', 1000)],
])('keeps the code for another try while the server %s', async (_what, failure) => {
  const { door, asked } = create(failure, session)
  await door.arrive('c0de', signal)
  expect(door.standing).toEqual({ is: 'asking', failure })
  await door.arrive(null, signal)
  expect(door.standing.is).toBe('in')
  expect(asked).toEqual([
    ['POST', { code: 'c0de' }],
    ['POST', { code: 'c0de' }],
  ])
})

it('remembers who it was when a session is over, until somebody comes in', async () => {
  const { door } = create(session, session)
  door.sessionOver()
  expect(door.standing.is).toBe('asking')
  await door.arrive(null, signal)
  door.sessionOver()
  expect(door.standing).toEqual({ is: 'over', session, why: null })
  await door.logIn({ token: 'sb_x' }, signal)
  expect(door.standing.is).toBe('in')
})

it('sees that somebody has logged in elsewhere in this browser, and forgets nothing while nobody has', async () => {
  const { door } = create(session, over, over, over, session)
  await door.arrive(null, signal)
  door.sessionOver()
  await door.arrive(null, signal)
  expect(door.standing).toEqual({ is: 'over', session, why: null })
  await door.arrive('c0de', signal)
  expect(door.standing).toMatchObject({ is: 'over', session, why: expect.stringContaining('used before') as string })
  await door.arrive(null, signal)
  expect(door.standing).toEqual({ is: 'in', session })
})

it('is out only when the server has heard of it', async () => {
  const { door } = create(session, new ApiFailure('away', ''), null)
  await door.arrive(null, signal)
  await expect(door.logOut(signal)).rejects.toMatchObject({ kind: 'away' })
  expect(door.standing.is).toBe('in')
  await door.logOut(signal)
  expect(door.standing).toEqual({ is: 'out', why: null })
})

it('tells the other tabs of the browser who is in and that nobody is, and nothing of what it only asks', async () => {
  const { door, told } = create(session, session, over, null)
  await door.arrive(null, signal)
  expect(told).toEqual([])
  await door.logIn({ token: 't' }, signal)
  expect(told).toEqual([2])
  await door.logIn({ token: 'wrong' }, signal).catch(() => {})
  await door.logOut(signal)
  expect(told).toEqual([2, 4])
})

it('finds out who is in now when another tab has logged in or out, and changes nothing where it is the same', async () => {
  const bob = { ...session, name: 'Bob' }
  const { door } = create(session, { ...session }, bob, over)
  const heard: string[] = []
  door.onChange(() => heard.push(door.standing.is === 'in' ? door.standing.session.name : door.standing.is))
  for (let look = 0; look < 4; look++) await door.arrive(null, signal)
  expect(heard).toEqual(['Ada', 'Bob', 'over'])
})
