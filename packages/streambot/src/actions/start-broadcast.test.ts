import { describe, expect, it } from 'vitest'
import { sampleBroadcast } from '../context/api-samples.fixture.js'
import type { Destination, Reply } from '../ports/messenger.js'
import type { PostReading } from '../ports/post-reader.js'
import type { BroadcastMessage } from './broadcasts.js'
import { RequestTurns } from './request-turns.js'
import { startBroadcast, type StartBroadcastWish } from './start-broadcast.js'

const LOG_CHANNEL = -1001234567890
const never = new AbortController().signal

function setUp({ lost = 0, reading = { kind: 'gone' } }: { lost?: number; reading?: PostReading } = {}) {
  const started: unknown[][] = []
  const written: (readonly [Destination, Reply])[] = []
  let known: typeof sampleBroadcast | null = null
  const deps = {
    broadcasts: {
      start: (adminId: number, message: BroadcastMessage, more: unknown) => {
        if (known) return Promise.reject(new Error('There is one with this id'))
        started.push([adminId, message, more])
        known = { ...sampleBroadcast, fromChatId: message.chatId, messageId: message.messageId }
        return Promise.resolve(sampleBroadcast.id)
      },
      progress: () => Promise.resolve(known),
    },
    posts: {
      // What was written into the log channel is there.
      read: ({ messageId }: { readonly messageId: number }): Promise<PostReading> => {
        const html = written[messageId - 41]?.[1].html
        const text = html?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
        if (text === undefined) return Promise.resolve(reading)
        return Promise.resolve({ kind: 'found', message: { chatId: LOG_CHANNEL, messageId, text, file: null } })
      },
    },
    turns: new RequestTurns(),
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

  it('is the broadcast of the admin who starts it at the dashboard, and of the first one where a program does', async () => {
    const [bob, program] = [setUp(), setUp()]
    await startBroadcast(bob.deps, 'user:8', { text: 'x' }, 'r', never)
    await startBroadcast(program.deps, 'token:a', { text: 'x' }, 'r', never)
    expect([bob.started[0]?.[0], program.started[0]?.[0]]).toEqual([8, 7])
  })

  it('starts once what is asked for twice, and writes nothing again', async () => {
    const { deps, started, written } = setUp()
    await startBroadcast(deps, 'token:a', { text: 'x' }, 'r', never)
    expect(await startBroadcast(deps, 'token:a', { text: 'x' }, 'r', never)).toMatchObject({ ok: true, isNew: false })
    expect([started.length, written.length]).toEqual([1, 1])
  })

  it('starts once what is asked for three times at once', async () => {
    const { deps, started, written } = setUp()
    const ask = () => startBroadcast(deps, 'token:a', { text: 'a < b' }, 'r', never)
    const results = await Promise.all([ask(), ask(), ask()])
    expect(results.map((result) => result.ok && result.isNew)).toEqual([true, false, false])
    expect([started.length, written.length]).toEqual([1, 1])
  })

  it('answers with the one that another instance started meanwhile', async () => {
    const { deps } = setUp()
    const { progress } = deps.broadcasts
    let asked = 0
    const late = { ...deps.broadcasts, progress: () => (++asked === 1 ? Promise.resolve(null) : progress()) }
    await startBroadcast(deps, 'token:a', { text: 'x' }, 'r', never)
    const again = await startBroadcast({ ...deps, broadcasts: late }, 'token:a', { text: 'x' }, 'r', never)
    expect(again).toMatchObject({ ok: true, isNew: false })
  })

  it('refuses another message under the name of one, and takes one for the same that Telegram has trimmed', async () => {
    const { deps, started } = setUp()
    const ask = (wish: StartBroadcastWish) => startBroadcast(deps, 'token:a', wish, 'r', never)
    await ask({ text: 'a\r\nb' })
    expect(await ask({ text: 'a\nb' })).toMatchObject({ ok: true, isNew: false })
    expect(await ask({ text: 'a c' })).toEqual({ ok: false, reason: 'other_message' })
    // Nobody knows what a post was that is gone.
    expect(await ask({ post: 'https://t.me/c/5/5' })).toMatchObject({ ok: true, isNew: false })
    const message = { chatId: -1005, messageId: 5, text: '', file: null }
    const read = () => Promise.resolve<PostReading>({ kind: 'found', message })
    const other = { ...deps, posts: { read } }
    expect(await startBroadcast(other, 'token:a', { post: 'https://t.me/c/5/5' }, 'r', never)).toMatchObject({
      ok: false,
    })
    expect(started).toHaveLength(1)
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
