/**
 * One bot account: its connection, whether it can serve, and where *it* finds the files of the log channel
 * (access hashes and file references belong to the account that saw the message).
 */
import type { tl } from '@mtcute/core'
import type { BaseTelegramClient, TelegramClient } from '@mtcute/node'
import type { PartSpan } from '../../ports/file-source.js'
import { boundedCall } from '../bounded-call.js'
import { inputChannel } from './log-channel-access.js'
import { readMedia, type FileLocation, type LocatedFile } from '../files/media.js'
import { RecentMap } from '../files/recent-map.js'

const CALL_TIMEOUT_MS = 20_000
/** Errors and waits come back at once, for us to decide. */
const NO_PATIENCE = { floodSleepThreshold: 0, maxRetryCount: 0 }
const MAX_REMEMBERED_FILES = 10_000

export class BotClient {
  readonly #files = new RecentMap<number, LocatedFile>(MAX_REMEMBERED_FILES)
  #inFlight = 0
  #coolUntilMs = 0
  /** Told whenever a cool-down begins or grows. */
  onCoolDown: (() => void) | null = null

  constructor(
    /** `primary`, `worker 1` …: for logs and people, never the token. */
    readonly name: string,
    readonly client: TelegramClient,
    /** Below `client`: keys, data centres, storage. */
    readonly base: BaseTelegramClient,
    readonly logChannelId: number,
  ) {}

  get inFlight(): number {
    return this.#inFlight
  }

  /** When the client may be asked again; 0 or a past moment means now. */
  get coolUntilMs(): number {
    return this.#coolUntilMs
  }

  coolDownUntil(momentMs: number): void {
    if (momentMs <= this.#coolUntilMs) return
    this.#coolUntilMs = momentMs
    this.onCoolDown?.()
  }

  async stop(): Promise<void> {
    await this.client.destroy()
  }

  /** The file in a message of the log channel, remembered; null when the message is gone or holds none. */
  async locate(messageId: number, signal: AbortSignal): Promise<LocatedFile | null> {
    const known = this.#files.get(messageId)
    if (known) return known
    const answer = await boundedCall(signal, CALL_TIMEOUT_MS, (limits) =>
      this.client.call(
        {
          _: 'channels.getMessages',
          channel: inputChannel(this.logChannelId),
          id: [{ _: 'inputMessageID', id: messageId }],
        },
        { ...NO_PATIENCE, ...limits },
      ),
    )
    const located = readMedia(mediaOf(answer, messageId))
    if (located) this.#files.set(messageId, located)
    return located
  }

  /** Forgets an expired file reference, so that `locate` fetches a fresh one. */
  forget(messageId: number): void {
    this.#files.delete(messageId)
  }

  /** Remembers the DC a file moved to. */
  relocate(messageId: number, dcId: number): void {
    const known = this.#files.get(messageId)
    if (known) this.#files.set(messageId, { ...known, location: { ...known.location, dcId } })
  }

  /** upload.getFile, errors and waits passed on as they are. */
  async getFile(location: FileLocation, part: PartSpan, signal: AbortSignal): Promise<Uint8Array> {
    this.#inFlight++
    try {
      const answer = await boundedCall(signal, CALL_TIMEOUT_MS, (limits) =>
        this.client.call(
          { _: 'upload.getFile', location: location.input, offset: part.offsetBytes, limit: part.lengthBytes },
          { ...NO_PATIENCE, ...limits, dcId: location.dcId, kind: 'download' },
        ),
      )
      if (answer._ !== 'upload.file') throw new Error('Telegram redirected to a CDN, which was not asked for')
      return answer.bytes
    } finally {
      this.#inFlight--
    }
  }
}

function mediaOf(answer: tl.messages.TypeMessages, messageId: number): tl.TypeMessageMedia | undefined {
  if (!('messages' in answer)) return undefined
  const message = answer.messages.find((it) => it._ === 'message' && it.id === messageId)
  return message?._ === 'message' ? message.media : undefined
}
