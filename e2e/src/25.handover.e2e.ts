/** Three instances of one bot: one answers people, and when it goes another one does, without an update lost or answered twice. */
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { describe, expect, it } from 'vitest'
import { ANSWERED_WITHIN, Senders } from './19.senders.js'
import { Instances, isOnDuty } from './25.instances.js'
import { standStill } from './readers.js'

/** More than the sockets between a server and somebody who stands still can hold. */
const LARGE = 24 * 1024 * 1024

const { missing } = MongodbServer
if (missing !== null) console.warn(`The journeys of several instances are skipped: ${missing}`)

describe.skipIf(missing !== null)('of three instances of one bot', { timeout: 120_000 }, () => {
  it('one answers people; killed, another one takes over, and every file is answered once', async () => {
    const instances = await Instances.create({ workers: 0 })
    const senders = new Senders(instances.telegram)
    for (let count = 0; count < 3; count++) await instances.start()
    const people = Array.from({ length: 6 }, () => senders.newPerson())
    for (let round = 0; round < 3; round++) {
      const onDuty = await instances.onDuty()
      for (const person of people) for (let i = 0; i <= round; i++) senders.send(person)
      await expect
        .poll(() => senders.answered, ANSWERED_WITHIN)
        .toBeGreaterThan(senders.count - people.length * round - 3)
      await instances.kill(onDuty)
      // Somebody writes while nobody is there.
      for (const person of people.slice(round)) senders.send(person)
      if (round < 2) await instances.start()
      await instances.onDuty()
      await senders.allAnsweredOnce()
    }
  })

  it('one that stops leaves people to the next one at once, while a reader still has its file from it', async () => {
    const instances = await Instances.create({ workers: 1 })
    const senders = new Senders(instances.telegram)
    const person = senders.newPerson()
    const first = await instances.start({ SHUTDOWN_GRACE_SECONDS: '30' })
    expect(await instances.onDuty()).toBe(first)
    const second = await instances.start()
    expect(isOnDuty(second)).toBe(false)
    const file = await instances.telegram.linkSynthetic(LARGE)
    const reader = await standStill(file.download)
    const stopped = instances.stop(first)
    expect(await instances.onDuty()).toBe(second)
    senders.send(person)
    await senders.allAnsweredOnce()
    const { bytes, isComplete } = await reader.rest()
    expect(isComplete && bytes.equals(file.bytes)).toBe(true)
    await stopped
  })

  it('one that stood still while another one took over answers nobody any more', async () => {
    const instances = await Instances.create({ workers: 0 })
    const senders = new Senders(instances.telegram)
    const people = Array.from({ length: 4 }, () => senders.newPerson())
    const first = await instances.start()
    const second = await instances.start()
    for (const person of people) senders.send(person)
    await senders.allAnsweredOnce()
    first.kill('SIGSTOP')
    for (const person of people) senders.send(person)
    await second.logs(/^This instance answers people/)
    await senders.allAnsweredOnce()
    first.kill('SIGCONT')
    await first.logs(/^Another instance answers people/)
    for (const person of people) senders.send(person)
    await senders.allAnsweredOnce()
  })
})
