import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import type { Thumbnails } from '../ports/thumbnails.js'
import { ByteShelf } from '../streaming/byte-shelf.js'
import { sampleFile } from './links.fixture.js'
import { hasPoster, readPoster } from './posters.js'

const never = new AbortController().signal
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1)
const film = { file: sampleFile, logMessageId: 42 }

function setUp(thumbnails: Partial<Thumbnails>) {
  const asked: string[] = []
  const read: Thumbnails['read'] = (logMessageId, fileKey) => {
    asked.push(`${logMessageId} ${fileKey}`)
    return Promise.resolve(JPEG)
  }
  const deps = { thumbnails: { has: () => Promise.resolve(true), read, ...thumbnails }, shelf: new ByteShelf() }
  return { deps, asked }
}

describe('a poster', () => {
  it('is brought once, for every link to the same file', async () => {
    const { deps, asked } = setUp({})
    const others = { file: { ...sampleFile, name: 'other.mkv' }, logMessageId: 43 }
    expect([await readPoster(deps, film, never), await readPoster(deps, others, never)]).toEqual([JPEG, JPEG])
    expect(asked).toEqual(['42 99-10'])
  })

  it.each([
    ['a picture of another kind', Buffer.from('RIFF....WEBP')],
    ['a page', Buffer.from('<script>')],
    ['nothing', new Uint8Array()],
    ['not there', null],
  ])('is none where what Telegram keeps is %s', async (_what, bytes) => {
    const { deps } = setUp({ read: () => Promise.resolve(bytes) })
    expect(await readPoster(deps, film, never)).toBeNull()
  })

  it('is tried again after Telegram was away', async () => {
    let isAway = true
    const away = new StreamBotError('telegram_unavailable', 'away')
    const { deps } = setUp({ read: () => (isAway ? Promise.reject(away) : Promise.resolve(JPEG)) })
    await expect(readPoster(deps, film, never)).rejects.toBe(away)
    isAway = false
    expect(await readPoster(deps, film, never)).toEqual(JPEG)
  })
})

describe('a page', () => {
  it('does without where Telegram does not say whether there is one', async () => {
    const away = new StreamBotError('telegram_unavailable', 'away')
    expect(await hasPoster(setUp({ has: () => Promise.reject(away) }).deps, film, never)).toBe(false)
    const silent: Thumbnails['has'] = (_id, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    expect(await hasPoster(setUp({ has: silent }).deps, film, never)).toBe(false)
  })

  it('that nobody waits for any more is given up', async () => {
    const left = new AbortController()
    left.abort(new Error('left'))
    const { deps } = setUp({ has: (_id, signal) => Promise.reject(signal.reason as Error) })
    await expect(hasPoster(deps, film, left.signal)).rejects.toThrow('left')
  })
})
