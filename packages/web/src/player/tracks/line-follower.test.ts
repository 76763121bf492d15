import { expect, it } from 'vitest'
import type { Cue } from '../subtitles/cue.js'
import { LineFollower } from './line-follower.js'

class Media extends EventTarget {
  currentTime = 0

  moveTo(seconds: number): void {
    this.currentTime = seconds
    this.dispatchEvent(new Event('timeupdate'))
  }
}

interface Question {
  readonly from: number
  readonly to: number
  readonly signal: AbortSignal
  readonly answer: (cues: readonly Cue[]) => Promise<void>
  readonly fail: (error: Error) => Promise<void>
}

function follow() {
  const media = new Media()
  const questions: Question[] = []
  const shown: string[] = []
  const failures: unknown[] = []
  const hidden = { now: false }
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve))
  const read = (from: number, to: number, signal: AbortSignal) =>
    new Promise<readonly Cue[]>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error))
      const answer = (cues: readonly Cue[]) => (resolve(cues), settled())
      questions.push({ from, to, signal, answer, fail: (error) => (reject(error), settled()) })
    })
  const follower = new LineFollower({
    media,
    lines: { read },
    isHidden: () => hidden.now,
    onLines: (cues) => shown.push(...cues.map(({ text }) => text)),
    onFailure: (error) => failures.push(error),
  })
  return {
    media,
    questions,
    shown,
    failures,
    hidden,
    follower,
    settled,
    asked: () => questions.map(({ from }) => from),
  }
}

const cue = (text: string): Cue => ({ startSeconds: 29, endSeconds: 31, text })

it('asks for the stretch that is played, then for the next one in time, and for each once', async () => {
  const { media, questions, asked, shown } = follow()
  expect(questions).toMatchObject([{ from: 0, to: 30 }])
  media.moveTo(5)
  expect(asked()).toEqual([0])
  await questions[0]?.answer([cue('one')])
  media.moveTo(10)
  expect(asked()).toEqual([0])
  media.moveTo(18)
  media.moveTo(19)
  expect(asked()).toEqual([0, 30])
  // What reaches into the next stretch comes twice and is shown once.
  await questions[1]?.answer([cue('one'), cue('two')])
  media.moveTo(2)
  expect(asked()).toEqual([0, 30])
  expect(shown).toEqual(['one', 'two'])
})

it('leaves what a seek made useless', async () => {
  const { media, questions, asked, shown, failures, settled } = follow()
  media.moveTo(485)
  expect(questions[0]?.signal.aborted).toBe(true)
  await settled()
  expect(asked()).toEqual([0, 480])
  await questions[1]?.answer([cue('there')])
  media.moveTo(1)
  expect(asked()).toEqual([0, 480, 0])
  expect([shown, failures]).toEqual([['there'], []])
})

it('reads nothing while nobody looks, and goes on when somebody does', async () => {
  const { media, questions, asked, hidden, follower } = follow()
  await questions[0]?.answer([])
  hidden.now = true
  media.moveTo(40)
  expect(asked()).toEqual([0])
  hidden.now = false
  follower.look()
  expect(asked()).toEqual([0, 30])
})

it('ends with the first failure, and when it is told to', async () => {
  const failing = follow()
  await failing.questions[0]?.fail(new Error('broken'))
  failing.media.moveTo(100)
  expect([failing.failures.length, failing.asked()]).toEqual([1, [0]])

  const { media, questions, asked, shown, failures, follower, settled } = follow()
  follower.end()
  expect(questions[0]?.signal.aborted).toBe(true)
  await settled()
  media.moveTo(100)
  expect([asked(), shown, failures]).toEqual([[0], [], []])
})
