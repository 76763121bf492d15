/** Telegram's end of one session, at the level of messages: reads what a client seals and seals what it answers. */
import { Long } from '@mtcute/core'
import { __tlWriterMap } from '@mtcute/core/utils.js'
import { TlBinaryReader, TlBinaryWriter, type TlWriterMap } from '@mtcute/tl-runtime'
import { openAs, sealAs } from './mtproto-keys.fixture.js'
import { container, plainMessage, rpcResult, type PlainMessage } from './server-message.fixture.js'

/** A message of the client. `name` of a call is the argument of its `help.getAppUpdate`. */
export interface Heard {
  readonly id: bigint
  readonly sequence: number
  readonly kind: 'call' | 'ack' | 'drop' | 'ping' | 'resend'
  readonly name: string
  /** Messages it is about. */
  readonly ids: readonly bigint[]
  readonly containerId: bigint | null
  readonly salt: bigint
  readonly session: bigint
}

const CONTAINER = 0x73f1f8dc
const KINDS: Readonly<Record<number, Heard['kind']>> = {
  0x522d5a7d: 'call',
  0x62d6b459: 'ack',
  0x58e4a740: 'drop',
  0xf3427b8c: 'ping',
  0x7d861a08: 'resend',
}

export class TelegramSession {
  readonly heard: Heard[] = []
  /** Of the newest packet. */
  session = 0n
  #lastId: bigint

  constructor(
    private readonly authKey: Uint8Array,
    nowMs = Date.now(),
  ) {
    this.#lastId = (BigInt(Math.floor(nowMs / 1000)) << 32n) | 1n
  }

  /** The client's packet. */
  receive(packet: Uint8Array): void {
    const plain = openAs(0, this.authKey, packet)
    const salt = plain.readBigUInt64LE(0)
    this.session = plain.readBigUInt64LE(8)
    const outer = this.#message(TlBinaryReader.manual(plain, 16))
    const body = TlBinaryReader.manual(outer.body)
    const isContainer = body.uint() === CONTAINER
    const messages = isContainer ? Array.from({ length: body.uint() }, () => this.#message(body)) : [outer]
    for (const message of messages) {
      this.heard.push({
        ...this.#read(message),
        salt,
        session: this.session,
        containerId: isContainer ? outer.id : null,
      })
    }
  }

  calls(name?: string): Heard[] {
    return this.heard.filter((it) => it.kind === 'call' && (name === undefined || it.name === name))
  }

  /** Packets to the client: one message, or a container of several. */
  seal(bodies: readonly Uint8Array[], options: { isContent?: boolean; session?: bigint } = {}): Uint8Array {
    const { isContent = false, session = this.session } = options
    const messages = bodies.map((body): PlainMessage => ({ id: this.nextId(), sequence: isContent ? 1 : 0, body }))
    const [only] = messages
    const outer = messages.length === 1 && only ? only : { id: this.nextId(), sequence: 0, body: container(messages) }
    return sealAs(8, this.authKey, plainMessage({ session, ...outer }))
  }

  /** The id of the message it sent last. */
  get lastId(): bigint {
    return this.#lastId
  }

  nextId(): bigint {
    return (this.#lastId += 4n)
  }

  #message(reader: TlBinaryReader): PlainMessage {
    const id = toBigInt(reader.long(true))
    const sequence = reader.uint()
    return { id, sequence, body: reader.raw(reader.uint()) }
  }

  #read({ id, sequence, body }: PlainMessage): Pick<Heard, 'id' | 'sequence' | 'kind' | 'name' | 'ids'> {
    const reader = TlBinaryReader.manual(body)
    const kind = KINDS[reader.uint()]
    if (!kind) throw new Error('The client said something this Telegram does not know')
    const isAboutOne = kind === 'drop' || kind === 'ping'
    const isAboutMany = kind === 'ack' || kind === 'resend'
    const longs = isAboutOne ? [reader.long(true)] : isAboutMany ? reader.vector(() => reader.long(true)) : []
    return { id, sequence, kind, name: kind === 'call' ? reader.string() : '', ids: (longs as Long[]).map(toBigInt) }
  }
}

export const say = {
  answer: (call: Pick<Heard, 'id'>, result: { readonly _: string }) => rpcResult(call.id, tl(result)),
  error: (call: Pick<Heard, 'id'>, code: number, text: string) =>
    say.answer(call, { _: 'mt_rpc_error', errorCode: code, errorMessage: text } as { _: string }),
  badSalt: (messageId: bigint, salt: bigint) =>
    tl({
      _: 'mt_bad_server_salt',
      badMsgId: toLong(messageId),
      badMsgSeqno: 0,
      errorCode: 48,
      newServerSalt: toLong(salt),
    }),
  badMessage: (messageId: bigint, errorCode: number) =>
    tl({ _: 'mt_bad_msg_notification', badMsgId: toLong(messageId), badMsgSeqno: 0, errorCode }),
  newSession: (firstMessageId: bigint, salt: bigint) =>
    tl({
      _: 'mt_new_session_created',
      firstMsgId: toLong(firstMessageId),
      uniqueId: Long.ONE,
      serverSalt: toLong(salt),
    }),
  detailedInfo: (call: Pick<Heard, 'id'>, answerId: bigint) =>
    tl({ _: 'mt_msg_detailed_info', msgId: toLong(call.id), answerMsgId: toLong(answerId), bytes: 100, status: 0 }),
  pong: () => tl({ _: 'mt_pong', msgId: Long.ONE, pingId: Long.ONE }),
} as const

function tl(object: { readonly _: string; readonly [field: string]: unknown }): Uint8Array {
  return TlBinaryWriter.serializeObject(__tlWriterMap as TlWriterMap, object)
}

function toLong(value: bigint): Long {
  return Long.fromString(BigInt.asIntN(64, value).toString())
}

function toBigInt(value: Long): bigint {
  return BigInt.asUintN(64, BigInt(value.toString()))
}
