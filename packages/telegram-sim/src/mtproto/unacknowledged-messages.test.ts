import { expect, test } from 'vitest'
import { OutgoingMessage } from './outgoing-message.js'
import { Retention } from './retention.js'
import { SlabPool } from './slab-pool.js'
import { UnacknowledgedMessages } from './unacknowledged-messages.js'

const mebibyte = 1024 * 1024

function start() {
  const pool = new SlabPool()
  const givenUp: bigint[] = []
  const retention = new Retention()
  const create = () => new UnacknowledgedMessages(retention, (id) => givenUp.push(id))
  let next = 0n
  const message = (bytes: number) => {
    const id = ++next
    return new OutgoingMessage(id, 1, id, pool.allocate(bytes), 0, bytes, pool)
  }
  return { pool, givenUp, create, message }
}

test('a session keeps 32 MiB of answers, and gives the oldest up', () => {
  const { givenUp, create, message } = start()
  const kept = create()
  for (let count = 0; count < 34; count++) kept.add(message(mebibyte))
  expect(givenUp).toEqual([1n, 2n])
  expect(kept.answerTo(1n)).toBeNull()
  expect(kept.answerTo(3n)).not.toBeNull()
})

test('all sessions together keep 128 MiB of large answers', () => {
  const { givenUp, create, message } = start()
  for (let session = 0; session < 10; session++) {
    const kept = create()
    for (let count = 0; count < 16; count++) kept.add(message(mebibyte))
  }
  expect(givenUp).toHaveLength(32)
})

test('all sessions together keep 64 MiB of small messages, so that many sessions that acknowledge nothing fill no memory', () => {
  const { givenUp, create, message } = start()
  for (let session = 0; session < 10; session++) {
    const kept = create()
    for (let count = 0; count < 1024; count++) kept.add(message(8192))
  }
  expect(givenUp).toHaveLength(2048)
  expect(givenUp[0]).toBe(1n)
})

test('large answers push out no small ones: updates wait longer than parts of files', () => {
  const { givenUp, create, message } = start()
  create().add(message(100))
  for (let session = 0; session < 10; session++) {
    const kept = create()
    for (let count = 0; count < 16; count++) kept.add(message(mebibyte))
  }
  expect(givenUp).not.toContain(1n)
})

test('a slab is used again once its message is acknowledged and off the wire, not before', () => {
  const { pool, create, message } = start()
  const kept = create()
  const sent = message(mebibyte)
  kept.add(sent)
  const land = sent.takeOff()
  sent.release()

  kept.remove(sent.id)
  // Compared here: a failed toBe looks through both for equal contents, for seconds.
  expect(pool.allocate(mebibyte) === sent.buffer).toBe(false)
  land()
  expect(pool.allocate(mebibyte) === sent.buffer).toBe(true)
})
