import { tl } from '@mtcute/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeFleet, fileKeyIn, HOME_DC } from './carriers.fixture.js'
import { TelegramFileSource } from './telegram-file-source.js'
import { TelegramThumbnails } from './telegram-thumbnails.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = new AbortController().signal
const MESSAGE = 7
/** Where the covers of films are. */
const COVER_DC = 4

function setUp(sizeBytes: number | null = 9000) {
  const fleet = new FakeFleet(() => performance.now())
  const files = new TelegramFileSource(fleet)
  const thumbnails = new TelegramThumbnails(files)
  const add = (name: string) => {
    const carrier = fleet.add(name)
    carrier.addLine(COVER_DC, `${name}-cover`)
    const locate = carrier.locate.bind(carrier)
    carrier.locate = async (messageId, signal) => {
      const found = await locate(messageId, signal)
      if (!found || sizeBytes === null) return found
      const input = { ...found.location.input, thumbSize: 'm' } as never
      return { ...found, thumbnail: { location: { dcId: COVER_DC, input }, sizeBytes } }
    }
    return carrier
  }
  const read = () => thumbnails.read(MESSAGE, fileKeyIn(MESSAGE), never)
  return { fleet, files, thumbnails, add, read }
}

const settled = () => vi.advanceTimersByTimeAsync(0)

function rpc(errorCode: number, errorMessage: string): tl.RpcError {
  return tl.RpcError.fromTl({ _: 'mt_rpc_error', errorCode, errorMessage })
}

describe('a thumbnail', () => {
  it('is asked for once, whole, where it is; and what was lent is given back', async () => {
    const { fleet, thumbnails, add, read } = setUp(9000)
    add('only')
    expect(await thumbnails.has(MESSAGE, never)).toBe(true)
    const reading = read()
    await settled()
    expect(fleet.asks).toMatchObject([{ dcId: COVER_DC, part: { offsetBytes: 0, lengthBytes: 16_384 } }])
    fleet.asks[0]?.answer()
    expect(await reading).toEqual(new Uint8Array(1))
    expect(fleet.lentBuffers).toBe(0)
  })

  it('is fetched by another client at once where one is told to wait', async () => {
    const { fleet, add, read } = setUp()
    add('one')
    add('two')
    const reading = read()
    await settled()
    fleet.asks[0]?.fail(rpc(420, 'FLOOD_WAIT_30'))
    await settled()
    expect(fleet.asks[1]?.carrier).not.toBe(fleet.asks[0]?.carrier)
    fleet.asks[1]?.answer()
    expect(await reading).not.toBeNull()
  })

  it('gets a fresh reference where the old one has expired', async () => {
    const { fleet, add, read } = setUp()
    const carrier = add('only')
    const reading = read()
    await settled()
    const forget = vi.spyOn(carrier, 'forget')
    fleet.asks[0]?.fail(rpc(400, 'FILE_REFERENCE_EXPIRED'))
    await settled()
    expect(forget).toHaveBeenCalledWith(MESSAGE, expect.objectContaining({ file: expect.anything() as object }))
    fleet.asks[1]?.answer()
    expect(await reading).not.toBeNull()
  })

  it('that moved takes no file with it, and one that is not there no file away', async () => {
    const moved = setUp()
    const carrier = moved.add('only')
    const reading = moved.read()
    await settled()
    moved.fleet.asks[0]?.fail(rpc(303, `FILE_MIGRATE_${HOME_DC}`))
    await settled()
    expect([moved.fleet.asks[1]?.dcId, carrier.relocated.size]).toEqual([HOME_DC, 0])
    moved.fleet.asks[1]?.answer()
    await reading

    const none = setUp(null)
    none.add('only')
    expect([await none.thumbnails.has(MESSAGE, never), await none.read()]).toEqual([false, null])
    const part = { offsetBytes: 0, lengthBytes: 4096 }
    const ask = { logMessageId: MESSAGE, fileKey: fileKeyIn(MESSAGE), part, streamId: 's' }
    const bad = none.files.readPart({ ...ask, isOfThumbnail: true }, never).catch((error: unknown) => error)
    await settled()
    expect(await bad).toMatchObject({ code: 'file_gone' })
    const good = none.files.readPart(ask, never)
    await settled()
    none.fleet.asks.at(-1)?.answer()
    expect(await good).toMatchObject({ servedBy: 'only' })
  })

  it('of a message that holds another file by now is none', async () => {
    const { thumbnails, add } = setUp()
    add('one')
    expect(await thumbnails.read(MESSAGE, fileKeyIn(MESSAGE + 1), never)).toBeNull()
  })
})
