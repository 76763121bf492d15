/**
 * What a browser holds ready of a film that is fed to it: a while ahead, less of what was, and never more than it wants to hold. Whoever feeds
 * it waits until there is room.
 */
const AHEAD_SECONDS = 30
const BEHIND_SECONDS = 20
/** When the browser says that it is full. */
const LEAST_BEHIND_SECONDS = 2
/** Room is made of what is far from being played, and waited for as it plays. A film too rich for any room is given up. */
const MAX_FULL = 100

export interface Reach {
  /** Where feeding began. */
  readonly fromSeconds: number
  /** How far it has come. */
  readonly untilSeconds: number
}

export class MediaBuffer {
  /** One thing at a time. */
  #queue: Promise<unknown> = Promise.resolve()
  /** When pictures are shown that stand for themselves, in order. What is removed up to another one takes all with it that are made of it. */
  #keySeconds: number[] = []

  constructor(
    private readonly media: HTMLMediaElement,
    private readonly buffer: SourceBuffer,
  ) {}

  put(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#inTurn(() => this.#append(bytes, signal))
  }

  /** Resolves when there is room for more. */
  async waitForRoom({ fromSeconds, untilSeconds }: Reach, signal: AbortSignal): Promise<void> {
    // Until its head has come, an element says that it is at the beginning.
    const hasRoom = () => untilSeconds - Math.max(fromSeconds, this.media.currentTime) < AHEAD_SECONDS
    await this.#waitFor(hasRoom, signal)
  }

  expectKeyPicture(seconds: number): void {
    this.#keySeconds.push(seconds)
  }

  /** Empties it, for what comes from elsewhere in the film. */
  clear(isOpen: () => boolean): Promise<void> {
    return this.#inTurn(async () => {
      // Forgets a piece that is not whole.
      if (isOpen()) this.buffer.abort()
      this.#keySeconds = []
      await this.#remove(0, Infinity)
    })
  }

  has(seconds: number): boolean {
    const { buffered } = this.buffer
    for (let i = 0; i < buffered.length; i++) {
      if (buffered.start(i) <= seconds + 0.2 && seconds < buffered.end(i)) return true
    }
    return false
  }

  /** Of what it holds; below everything: nothing. */
  get endSeconds(): number {
    const { buffered } = this.buffer
    return buffered.length === 0 ? -Infinity : buffered.end(buffered.length - 1)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work)
    this.#queue = done.catch(() => {})
    return done
  }

  async #append(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#removeBehind(BEHIND_SECONDS)
    for (let full = 0; ; full++) {
      signal.throwIfAborted()
      try {
        this.buffer.appendBuffer(Uint8Array.from(bytes))
        return await settled(this.buffer)
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError' || full >= MAX_FULL) throw error
        if (await this.#removeBehind(LEAST_BEHIND_SECONDS)) continue
        const seconds = this.media.currentTime
        await this.#waitFor(() => Math.abs(this.media.currentTime - seconds) >= 1, signal)
      }
    }
  }

  /** @returns whether there was something to remove */
  async #removeBehind(seconds: number): Promise<boolean> {
    const latest = this.media.currentTime - seconds
    const end = this.#keySeconds.findLast((key) => key <= latest)
    if (end === undefined || end === this.#keySeconds[0]) return false
    this.#keySeconds = this.#keySeconds.filter((key) => key >= end)
    // Times in a container are rounded; what is a little earlier belongs to what is removed.
    await this.#remove(0, Math.max(0, end - 0.001))
    return true
  }

  async #remove(from: number, to: number): Promise<void> {
    this.buffer.remove(from, to)
    await settled(this.buffer)
  }

  /** Looked at whenever the place in the film changes. */
  #waitFor(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const types = ['timeupdate', 'seeking', 'seeked', 'ended']
      const look = () => {
        if (signal.aborted) finish(() => reject(signal.reason as Error))
        else if (isSo()) finish(resolve)
      }
      const finish = (end: () => void) => {
        for (const type of types) this.media.removeEventListener(type, look)
        signal.removeEventListener('abort', look)
        end()
      }
      for (const type of types) this.media.addEventListener(type, look)
      signal.addEventListener('abort', look)
      look()
    })
  }
}

function settled(buffer: SourceBuffer): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!buffer.updating) return resolve()
    const done = (event: Event) => {
      for (const type of ['updateend', 'error']) buffer.removeEventListener(type, done)
      if (event.type === 'error') reject(new Error('The browser does not take a piece of the film'))
      else resolve()
    }
    for (const type of ['updateend', 'error']) buffer.addEventListener(type, done)
  })
}
