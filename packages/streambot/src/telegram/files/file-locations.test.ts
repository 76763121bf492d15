import { getEventListeners } from 'node:events'
import { Long, type tl } from '@mtcute/core'
import { describe, expect, it } from 'vitest'
import { FileLocations } from './file-locations.js'

const signal = new AbortController().signal
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** channels.getMessages, answered when told; each answer has another file reference. */
function setUp() {
  const asked: {
    messageId: number
    answer: (answer?: tl.messages.TypeMessages) => void
    fail: (error: Error) => void
  }[] = []
  const files = new FileLocations(
    (messageId) =>
      new Promise((resolve, reject) => {
        const reference = asked.length + 1
        asked.push({ messageId, answer: (it = messages(messageId, reference)) => resolve(it), fail: reject })
      }),
  )
  return { asked, files }
}

function messages(messageId: number, reference: number): tl.messages.TypeMessages {
  const document: tl.RawDocument = {
    _: 'document',
    id: Long.fromNumber(messageId),
    accessHash: Long.ONE,
    fileReference: Uint8Array.of(reference),
    date: 0,
    mimeType: 'video/mp4',
    size: 1000,
    dcId: 2,
    attributes: [],
  }
  const message = { _: 'message', id: messageId, media: { _: 'messageMediaDocument', document } } as tl.RawMessage
  return { _: 'messages.messages', messages: [message], topics: [], chats: [], users: [] }
}

const referenceOf = (located: Awaited<ReturnType<FileLocations['locate']>>) =>
  located?.location.input._ === 'inputDocumentFileLocation' ? located.location.input.fileReference[0] : null

describe('FileLocations', () => {
  it('asks for a message once, however many wait for it, and remembers the answer', async () => {
    const { asked, files } = setUp()
    const waiting = [1, 2, 3].map(() => files.locate(7, signal))
    expect(files.knows(7)).toBe(false)
    asked[0]?.answer()
    expect((await Promise.all(waiting)).map(referenceOf)).toEqual([1, 1, 1])
    expect(files.knows(7)).toBe(true)
    expect(referenceOf(await files.locate(7, signal))).toBe(1)
    expect(asked).toHaveLength(1)
  })

  it('fetches a refused reference again once, and keeps the new one when the old is refused late', async () => {
    const { asked, files } = setUp()
    const first = files.locate(7, signal)
    asked[0]?.answer()
    const old = await first
    files.forget(7, old!)
    const again = [files.locate(7, signal), files.locate(7, signal)]
    files.forget(7, old!) // refused to another part, while the new one is on its way
    again.push(files.locate(7, signal))
    asked[1]?.answer()
    expect((await Promise.all(again)).map(referenceOf)).toEqual([2, 2, 2])
    files.forget(7, old!)
    expect(referenceOf(await files.locate(7, signal))).toBe(2)
    expect(asked).toHaveLength(2)
  })

  it('forgets a refused reference also when the file turned out to be elsewhere', async () => {
    const { asked, files } = setUp()
    const first = files.locate(7, signal)
    asked[0]?.answer()
    const old = await first
    files.relocate(7, 4)
    expect(await files.locate(7, signal)).toMatchObject({ location: { dcId: 4 } })
    files.forget(7, old!)
    expect(files.knows(7)).toBe(false)
  })

  it('asks again after a failure, which all who waited hear of', async () => {
    const { asked, files } = setUp()
    const waiting = [files.locate(7, signal), files.locate(7, signal)].map((it) =>
      it.catch((error: Error) => error.message),
    )
    asked[0]?.fail(new Error('Timed out'))
    expect(await Promise.all(waiting)).toEqual(['Timed out', 'Timed out'])
    const again = files.locate(7, signal)
    asked[1]?.answer()
    expect(referenceOf(await again)).toBe(2)
  })

  it('lets one who leaves go, and none of the others', async () => {
    const { asked, files } = setUp()
    const stop = new AbortController()
    const [leaving, staying] = [files.locate(7, stop.signal), files.locate(7, signal)]
    const reason = new Error('Left')
    stop.abort(reason)
    await expect(leaving).rejects.toBe(reason)
    expect(getEventListeners(stop.signal, 'abort')).toEqual([])
    asked[0]?.answer()
    expect(referenceOf(await staying)).toBe(1)
    await expect(files.locate(7, stop.signal)).rejects.toBe(reason)
  })

  it('hurts nobody when a question fails that nobody waits for any more', async () => {
    const { asked, files } = setUp()
    const stop = new AbortController()
    const leaving = files.locate(7, stop.signal)
    stop.abort(new Error('Left'))
    await expect(leaving).rejects.toThrow('Left')
    asked[0]?.fail(new Error('Timed out')) // an unhandled rejection would fail this test
    await settled()
    expect(files.knows(7)).toBe(false)
  })

  it('finds no file in a message that is gone, is another or holds none, and asks anew the next time', async () => {
    const { asked, files } = setUp()
    const empty: tl.messages.TypeMessages = {
      ...(messages(7, 1) as tl.messages.RawMessages),
      messages: [{ _: 'messageEmpty', id: 7 }],
    }
    const answers = [empty, messages(8, 1), { _: 'messages.messagesNotModified', count: 0 } as const]
    for (const [i, answer] of answers.entries()) {
      const locating = files.locate(7, signal)
      asked[i]?.answer(answer)
      expect(await locating).toBeNull()
    }
    expect(asked).toHaveLength(3)
  })
})
