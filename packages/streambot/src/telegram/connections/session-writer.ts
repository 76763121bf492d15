/** Our side of an MTProto session: numbers messages, packs several into a container, and seals them under the key. */
import { randomBytes } from 'node:crypto'
import type { AuthKey } from './auth-key.js'
import { MessageIds } from './message-ids.js'

const MSG_CONTAINER = 0x73f1f8dc
const SALT_AND_SESSION_BYTES = 16
const MESSAGE_HEADER_BYTES = 16

interface Message {
  readonly id: bigint
  readonly sequence: number
  readonly body: Uint8Array
}

export class SessionWriter {
  readonly #ids: MessageIds
  #sessionId = randomBytes(8).readBigUInt64LE()
  #formerSessionId: bigint | null = null
  #salt = 0n
  #contentMessages = 0
  #queue: Message[] = []

  constructor(
    private readonly key: Pick<AuthKey, 'seal'>,
    now: () => number,
  ) {
    this.#ids = new MessageIds(now)
  }

  get sessionId(): bigint {
    return this.#sessionId
  }

  /** The session before the newest restart. */
  get formerSessionId(): bigint | null {
    return this.#formerSessionId
  }

  setSalt(salt: bigint): void {
    this.#salt = salt
  }

  /** Telegram's clock is another than ours: message ids begin anew, and so must the session. */
  restart(serverMessageId: bigint): void {
    this.#ids.setClock(serverMessageId)
    this.#formerSessionId = this.#sessionId
    this.#sessionId = randomBytes(8).readBigUInt64LE()
    this.#contentMessages = 0
    this.#queue = []
  }

  /** @param isContent a call, which wants an answer; everything else is of the protocol itself. @returns the message's id */
  queue(body: Uint8Array, isContent: boolean): bigint {
    const id = this.#ids.next()
    this.#queue.push({ id, sequence: this.#contentMessages * 2 + (isContent ? 1 : 0), body })
    if (isContent) this.#contentMessages++
    return id
  }

  /** All that was queued as one packet, and the id of its container if there is one. null: nothing was queued. */
  flush(): { packet: Uint8Array; containerId: bigint | null } | null {
    const [first, ...more] = this.#queue
    if (!first) return null
    const outer = more.length === 0 ? first : this.#contain([first, ...more])
    this.#queue = []
    const plain = new Uint8Array(SALT_AND_SESSION_BYTES + MESSAGE_HEADER_BYTES + outer.body.byteLength)
    const view = new DataView(plain.buffer)
    view.setBigUint64(0, this.#salt, true)
    view.setBigUint64(8, this.#sessionId, true)
    write(plain, view, SALT_AND_SESSION_BYTES, outer)
    return { packet: this.key.seal(plain), containerId: outer === first ? null : outer.id }
  }

  #contain(messages: readonly Message[]): Message {
    const lengthBytes = messages.reduce((sum, { body }) => sum + MESSAGE_HEADER_BYTES + body.byteLength, 8)
    const body = new Uint8Array(lengthBytes)
    const view = new DataView(body.buffer)
    view.setUint32(0, MSG_CONTAINER, true)
    view.setUint32(4, messages.length, true)
    let at = 8
    for (const message of messages) at = write(body, view, at, message)
    return { id: this.#ids.next(), sequence: this.#contentMessages * 2, body }
  }
}

/** @returns where the message ends */
function write(into: Uint8Array, view: DataView, at: number, { id, sequence, body }: Message): number {
  view.setBigUint64(at, id, true)
  view.setUint32(at + 8, sequence, true)
  view.setUint32(at + 12, body.byteLength, true)
  into.set(body, at + MESSAGE_HEADER_BYTES)
  return at + MESSAGE_HEADER_BYTES + body.byteLength
}
