import { expect, test } from 'vitest'
import { ManualClock } from '../clock.fixture.js'
import { TokenBucket } from './token-bucket.js'

const allowance = { burstBytes: 10, sustainedBytesPerSecond: 2 }

test('lets a burst through, then says how long to wait', () => {
  const bucket = new TokenBucket(allowance, new ManualClock())
  expect(bucket.take(8)).toEqual({ ok: true })
  expect(bucket.take(8)).toEqual({ ok: false, waitSeconds: 3 })
})

test('earns bytes back with time, up to the burst', () => {
  const clock = new ManualClock()
  const bucket = new TokenBucket(allowance, clock)
  bucket.take(10)
  clock.advance(3000)
  expect(bucket.take(6)).toEqual({ ok: true })
  clock.advance(60_000)
  expect(bucket.take(10)).toEqual({ ok: true })
  expect(bucket.take(1)).toEqual({ ok: false, waitSeconds: 1 })
})

test('takes back what was not used', () => {
  const bucket = new TokenBucket(allowance, new ManualClock())
  bucket.take(10)
  bucket.giveBack(4)
  expect(bucket.take(4)).toEqual({ ok: true })
})

test('a part larger than the burst passes when the bucket is full', () => {
  const bucket = new TokenBucket(allowance, new ManualClock())
  expect(bucket.take(100)).toEqual({ ok: true })
  expect(bucket.take(1)).toMatchObject({ ok: false, waitSeconds: 46 })
})
