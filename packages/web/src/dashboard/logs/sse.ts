/** Server-sent events out of a stream of bytes (WHATWG HTML §9.2.6), as far as our server writes them. */
const MAX_LINE = 1024 * 1024

export interface ServerEvent {
  readonly event: string
  readonly data: string
}

export class SseParser {
  readonly #decoder = new TextDecoder()
  #rest = ''
  #event = ''
  #data: string[] = []
  #dataLength = 0

  /** @throws RangeError where a line, or the data of one event, does not end: what is kept is bounded */
  feed(bytes: Uint8Array): ServerEvent[] {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true })
    // A return at the very end may be half of a line's end.
    const lines = text.split(/\r\n|\n|\r(?!$)/)
    this.#rest = lines.pop() ?? ''
    const events = lines.flatMap((line) => this.#take(line))
    if (this.#rest.length + this.#dataLength > MAX_LINE) throw new RangeError('An event of the server does not end')
    return events
  }

  #take(line: string): ServerEvent[] {
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    // Comments begin with a colon: the server shows by them that it is there.
    if (colon === 0) return []
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'event') this.#event = value
    if (name === 'data') {
      this.#data.push(value)
      this.#dataLength += value.length
    }
    return []
  }

  #dispatch(): ServerEvent[] {
    const found = { event: this.#event || 'message', data: this.#data.join('\n') }
    const isEmpty = this.#data.length === 0
    this.#event = ''
    this.#data = []
    this.#dataLength = 0
    return isEmpty ? [] : [found]
  }
}
