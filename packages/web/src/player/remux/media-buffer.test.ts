import { describe, expect, it } from 'vitest'
import { MediaBuffer } from './media-buffer.js'

/** Holds what is appended as one range of a second a byte, takes so many at most, and forgets like a browser. */
class FakeSourceBuffer extends EventTarget {
  updating = false
  readonly removed: [from: number, to: number][] = []
  aborts = 0
  #from = 0
  #to = 0

  constructor(readonly mostSeconds = Infinity) {
    super()
  }

  get buffered(): TimeRanges {
    return { length: this.#to > this.#from ? 1 : 0, start: () => this.#from, end: () => this.#to }
  }

  appendBuffer(bytes: Uint8Array): void {
    if (this.updating) throw new DOMException('busy', 'InvalidStateError')
    if (this.#to - this.#from + bytes.length > this.mostSeconds) throw new DOMException('full', 'QuotaExceededError')
    this.#work(() => (this.#to += bytes.length))
  }

  remove(from: number, to: number): void {
    if (this.updating) throw new DOMException('busy', 'InvalidStateError')
    this.removed.push([from, to])
    this.#work(() => (this.#from = Math.min(this.#to, Math.max(this.#from, to))))
  }

  abort(): void {
    this.aborts++
  }

  #work(change: () => void): void {
    this.updating = true
    queueMicrotask(() => {
      change()
      this.updating = false
      this.dispatchEvent(new Event('updateend'))
    })
  }
}

class FakeMedia extends EventTarget {
  currentTime = 0

  moveTo(seconds: number): void {
    this.currentTime = seconds
    this.dispatchEvent(new Event('timeupdate'))
  }
}

function open(mostSeconds?: number) {
  const [media, source] = [new FakeMedia(), new FakeSourceBuffer(mostSeconds)]
  const buffer = new MediaBuffer(media as unknown as HTMLMediaElement, source as unknown as SourceBuffer)
  const abort = new AbortController()
  let until = 0
  let done = 0
  /** Ten seconds, which begin with a picture that stands for itself. */
  const putTen = async () => {
    buffer.expectKeyPicture(until)
    until += 10
    const reach = { fromSeconds: 0, untilSeconds: until }
    await buffer.put(new Uint8Array(10), abort.signal)
    await buffer.waitForRoom(reach, abort.signal)
    done++
  }
  const settled = () => new Promise<void>((resolve) => setTimeout(resolve))
  return { media, source, buffer, abort, putTen, settled, done: () => done }
}

describe('what is held ready of a fed film', () => {
  it('is half a minute ahead, and then waits for being played', async () => {
    const { media, putTen, settled, done } = open()
    await putTen()
    await putTen()
    const third = putTen()
    await settled()
    expect(done()).toBe(2)
    media.moveTo(0.5)
    await third
    expect(done()).toBe(3)
  })

  it('is forgotten behind, up to a picture that stands for itself, and never the first bit by bit', async () => {
    const { media, source, putTen } = open()
    await putTen()
    await putTen()
    media.moveTo(12)
    await putTen()
    media.moveTo(29)
    await putTen()
    expect(source.removed).toEqual([])
    media.moveTo(34)
    await putTen()
    expect(source.removed).toEqual([[0, 9.999]])
    media.moveTo(35)
    await putTen()
    expect(source.removed).toHaveLength(1)
  })

  it('makes room when the browser is full, and waits for it as it plays', async () => {
    const { media, source, putTen, settled, done } = open(21)
    await putTen()
    await putTen()
    media.moveTo(5)
    const third = putTen()
    await settled()
    media.moveTo(9)
    await settled()
    expect(done()).toBe(2)
    expect(source.removed).toEqual([])
    media.moveTo(13)
    await third
    expect(source.removed).toEqual([[0, 9.999]])
  })

  it('is left waiting for nobody, and empty for another place', async () => {
    const { source, buffer, abort, putTen, settled } = open()
    await putTen()
    await putTen()
    const third = putTen()
    const left = expect(third).rejects.toThrow('aborted')
    await settled()
    expect(buffer.has(15)).toBe(true)
    expect(buffer.endSeconds).toBe(30)
    abort.abort()
    await left
    await buffer.clear(() => true)
    expect([source.aborts, source.removed, buffer.has(15), buffer.endSeconds]).toEqual([
      1,
      [[0, Infinity]],
      false,
      -Infinity,
    ])
  })
})
