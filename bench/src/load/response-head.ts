/** The head of an HTTP/1.1 response as it arrives in pieces; only what a load client needs of it. */

const END = '\r\n\r\n'
const MAX_HEAD_BYTES = 64 * 1024

export class ResponseHead {
  #text = ''
  status = 0
  lengthBytes: number | null = null

  get isComplete(): boolean {
    return this.status !== 0
  }

  /** @returns how many of the piece's bytes belong to the body. @throws Error when it is no head */
  take(piece: Buffer): number {
    const before = this.#text.length
    this.#text += piece.toString('latin1')
    const end = this.#text.indexOf(END)
    if (end === -1) {
      if (this.#text.length > MAX_HEAD_BYTES) throw new Error('The head of the response does not end')
      return 0
    }
    const status = /^HTTP\/1\.\d (\d{3})/.exec(this.#text)?.[1]
    if (status === undefined) throw new Error(`This is no HTTP: ${this.#text.slice(0, 60)}`)
    const length = /\r\ncontent-length: *(\d+)/i.exec(this.#text.slice(0, end))?.[1]
    this.status = Number(status)
    this.lengthBytes = length === undefined ? null : Number(length)
    this.#text = ''
    return piece.length - (end + END.length - before)
  }
}
