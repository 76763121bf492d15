/** How many links somebody may make in a day, over an outage: not one more, and not one less for what came to nothing. */
import type { Account } from '@streambot/telegram-sim'
import { expect } from 'vitest'
import { BACK, expectCleanStop, isApology, type Outage } from './13.outage.js'
import type { Stage } from './13.stage.js'

export const FIVE_A_DAY = { MAX_LINKS_PER_DAY: '5' }

/** Long enough for an outage to begin meanwhile. */
const SLOW_COPY_MS = 2000
const SIZE_BYTES = 10 * 1024

/** @param stage with `FIVE_A_DAY` */
export async function limitHolds(stage: Stage, { begin, end }: Outage): Promise<void> {
  await stage.start()
  const person = stage.newPerson()
  const send = async () => {
    const answer = await stage.send(person, SIZE_BYTES)
    return answer.file ? 'a link' : isApology(answer) ? 'an apology' : answer.text
  }
  expect(await send()).toBe('a link')
  expect(await sendAsTheOutageBegins(stage, person, begin)).toMatch(/^Not taken: 3\nSorry, I cannot make links/)
  expect(await send()).toBe('an apology')
  await end()
  await stage.server.logs(BACK)
  expect([await send(), await send(), await send(), await send()]).toEqual(Array(4).fill('a link'))
  expect(await send()).toMatch(/^You have made as many links as you may within 24 hours/)
  await expectCleanStop(stage)
}

/** Three files that have their places in the day and are being copied by then. @returns what they are answered with, together */
async function sendAsTheOutageBegins(stage: Stage, person: Account, begin: Outage['begin']): Promise<string> {
  const slow = stage.sim.faults.slowAnswer(SLOW_COPY_MS, { method: 'messages.forwardMessages', times: 3 })
  const answer = stage.send(person, SIZE_BYTES)
  for (let i = 0; i < 2; i++) stage.sendAlong(person, SIZE_BYTES)
  await expect.poll(() => slow.fired, { timeout: 10_000, interval: 20 }).toBe(3)
  await begin()
  return (await answer).text
}
