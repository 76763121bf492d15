import { describe, expect, it } from 'vitest'
import { sampleBroadcast } from '../context/api-samples.fixture.js'
import type { Destination, Reply } from '../ports/messenger.js'
import type { PostReading } from '../ports/post-reader.js'
import { startBroadcast } from './start-broadcast.js'

const LOG_CHANNEL = -1001234567890
const never = new AbortController().signal

function setUp({ lost = 0, reading = { kind: 'gone' } }: { lost?: number; reading?: PostReading } = {}) {
  const started: unknown[][] = []
  const written: (readonly [Destination, Reply])[] = []
  let known: typeof sampleBroadcast | null = null
  const deps = {
    broadcasts: {
      start: (...asked: unknown[]) => {
        started.push(asked)
        known = sampleBroadcast
        return Promise.resolve(sampleBroadcast.id)
      },
      progress: () => Promise.resolve(known),
    },
    posts: { read: () => Promise.resolve(reading) },
    messenger: {
      send: (to: Destination, reply: Reply) => {
        written.push([to, reply])
        return Promise.resolve(written.length <= lost ? null : 40 + written.length)
      },
    },
    logChannelId: LOG_CHANNEL,
    adminIds: [7],
  }
  return { deps, started, written }
}

describe('startBroadcast', () => {
  it('writes a text into the log channel, without markup, and sends that', async () => {
    const { deps, started, written } = setUp()
    const result = await startBroadcast(deps, 'token:a', { text: '<b>1 & 2</b>' }, 'r', never)
    expect(result).toMatchObject({ ok: true, isNew: true })
    expect(written).toMatchObject([[{ chatId: LOG_CHANNEL }, { html: '&lt;b&gt;1 &amp; 2&lt;/b&gt;' }]])
    expect(started).toMatchObject([[7, { chatId: LOG_CHANNEL, messageId: 41 }, { actor: 'token:a' }]])
  })

  it('starts once what is asked for twice, and writes nothing again', async () => {
    const { deps, started, written } = setUp()
    await startBroadcast(deps, 'token:a', { text: 'x' }, 'r', never)
    expect(await startBroadcast(deps, 'token:a', { text: 'x' }, 'r', never)).toMatchObject({ ok: true, isNew: false })
    expect([started.length, written.length]).toEqual([1, 1])
  })

  it('writes a text anew whose number was lost in a crash, and gives up on one that is lost for ever', async () => {
    const { deps, started, written } = setUp({ lost: 2 })
    await startBroadcast(deps, 'token:a', { text: 'x' }, 'r', never)
    expect(started[0]?.[1]).toMatchObject({ messageId: 43 })
    expect(new Set(written.map(([{ name }]) => name)).size).toBe(3)
    const hopeless = setUp({ lost: Infinity })
    await expect(startBroadcast(hopeless.deps, 'token:a', { text: 'x' }, 'r', never)).rejects.toThrow('5 times')
  })

  it('sends a post as it is found, and nothing else', async () => {
    const message = { chatId: -1005, messageId: 5, text: '', file: null }
    const { deps, started } = setUp({ reading: { kind: 'found', message } })
    await startBroadcast(deps, 'token:a', { post: 'https://t.me/c/5/5' }, 'r', never)
    expect(started[0]?.slice(0, 2)).toEqual([7, { chatId: -1005, messageId: 5 }])
    expect(await startBroadcast(setUp().deps, 'token:a', { post: 'https://t.me/c/5/5' }, 'r', never)).toEqual({
      ok: false,
      reason: 'gone',
    })
    expect(await startBroadcast(setUp().deps, 'token:a', { post: 'nowhere' }, 'r', never)).toMatchObject({
      reason: 'no_address',
    })
  })
})
