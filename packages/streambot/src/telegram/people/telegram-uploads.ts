/**
 * Brings files into the log channel through the primary client, part by part as they come in (core.telegram.org/api/files). Parts belong to the
 * account, so a new connection or login goes on with them. A part may be sent again: it is the same part.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { Long, type tl } from '@mtcute/core'
import { StreamBotError } from '../../core/errors.js'
import type { Randomness } from '../../ports/clock.js'
import type { NewUpload, OpenUpload, StoredUpload, Uploads } from '../../ports/uploads.js'
import { boundedCall } from '../bounded-call.js'
import type { BotClient } from '../clients/bot-client.js'
import { inputChannel } from '../clients/log-channel-access.js'
import { readMedia } from '../files/media.js'
import { judge, toStreamBotError } from '../telegram-error.js'
import { PartLine } from './part-line.js'
import { callPrimary, type Primary } from './primary-call.js'
import { toLogChannelError } from './telegram-log-channel.js'

/** The largest there is. */
const PART_BYTES = 512 * 1024
/** Up to here Telegram wants the other method. */
const MAX_SMALL_BYTES = 10 * 1024 * 1024
const PARTS_IN_FLIGHT = 4
const PART_TIMEOUT_MS = 60_000
const SEND_TIMEOUT_MS = 60_000
const MAX_ATTEMPTS = 5
const FIRST_RETRY_MS = 500
/** Whoever sends a file waits with it. */
const MAX_WAIT_MS = 60_000
/** Errors and waits come back at once, for us to decide. */
const NO_PATIENCE = { floodSleepThreshold: 0, maxRetryCount: 0 }

type PartRequest = tl.upload.RawSaveFilePartRequest | tl.upload.RawSaveBigFilePartRequest

export class TelegramUploads implements Uploads {
  constructor(
    private readonly primary: Primary,
    private readonly randomness: Randomness,
  ) {}

  begin(upload: NewUpload): OpenUpload {
    return new TelegramUpload(
      upload,
      this.#newId(),
      (request, signal) => this.#sendPart(request, signal),
      (file, signal) => this.#post(upload, file, signal),
    )
  }

  async remove(logMessageId: number, signal: AbortSignal): Promise<void> {
    await this.#call('Removing an upload', SEND_TIMEOUT_MS, signal, ({ client, logChannelId }, limits) =>
      client.call(
        { _: 'channels.deleteMessages', channel: inputChannel(logChannelId), id: [logMessageId] },
        { ...NO_PATIENCE, ...limits },
      ),
    )
  }

  #newId(): Long {
    return Long.fromBytesLE([...this.randomness.bytes(8)])
  }

  async #sendPart(request: PartRequest, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await boundedCall(signal, PART_TIMEOUT_MS, (limits) =>
          callPrimary(this.primary, limits.abortSignal, ({ client }) =>
            client.call(request, { kind: 'upload', ...NO_PATIENCE, ...limits }),
          ),
        )
        return
      } catch (error) {
        signal.throwIfAborted()
        const waitMs = waitBefore(error, attempt)
        if (waitMs === null) throw toStreamBotError(error, 'Bringing a part of a file to Telegram')
        await delay(waitMs, undefined, { signal, ref: false })
      }
    }
  }

  /** Telegram refuses a second message under the same id, so a call that is repeated posts once. */
  async #post(upload: NewUpload, file: tl.TypeInputFile, signal: AbortSignal): Promise<StoredUpload> {
    const randomId = this.#newId()
    const updates = await this.#call('Posting an upload', SEND_TIMEOUT_MS, signal, (bot, limits) =>
      post(bot, upload, file, randomId, limits),
    )
    return postedFile(updates)
  }

  async #call<T>(
    doing: string,
    timeoutMs: number,
    signal: AbortSignal,
    call: (client: BotClient, limits: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    try {
      return await boundedCall(signal, timeoutMs, (limits) =>
        callPrimary(this.primary, limits.abortSignal, (client) => call(client, limits)),
      )
    } catch (error) {
      signal.throwIfAborted()
      throw toLogChannelError(error, doing)
    }
  }
}

/** The parts of one file, whose number may be known at their end alone. */
class TelegramUpload implements OpenUpload {
  readonly #parts: PartLine
  readonly #isSmall: boolean
  /** -1: not known yet (core.telegram.org/api/files#streamed-uploads). */
  readonly #partCount: number

  constructor(
    private readonly upload: NewUpload,
    private readonly id: Long,
    private readonly send: (request: PartRequest, signal: AbortSignal) => Promise<void>,
    private readonly post: (file: tl.TypeInputFile, signal: AbortSignal) => Promise<StoredUpload>,
  ) {
    const { minBytes, maxBytes } = upload.size
    this.#isSmall = maxBytes <= MAX_SMALL_BYTES
    this.#partCount = minBytes === maxBytes ? Math.ceil(maxBytes / PART_BYTES) : -1
    this.#parts = new PartLine({
      partBytes: PART_BYTES,
      partsInFlight: PARTS_IN_FLIGHT,
      send: (bytes, index, signal) => this.send(this.#toRequest(bytes, index, this.#partCount), signal),
    })
  }

  get receivedBytes(): number {
    return this.#parts.receivedBytes
  }

  async write(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    await this.#parts.take(chunks, signal)
  }

  async finish(signal: AbortSignal): Promise<StoredUpload> {
    const { minBytes, maxBytes } = this.upload.size
    if (this.receivedBytes < Math.max(1, minBytes) || this.receivedBytes > maxBytes)
      throw new RangeError('The file is not as long as was said')
    try {
      const { bytes, index } = this.#parts.rest
      const parts = index + 1
      await this.send(this.#toRequest(bytes, index, parts), signal)
      const { id, upload } = this
      const file = { id, parts, name: upload.name }
      const whole = this.#isSmall
        ? { _: 'inputFile' as const, ...file, md5Checksum: '' }
        : { _: 'inputFileBig' as const, ...file }
      return await this.post(whole, signal)
    } catch (error) {
      this.#parts.dropLastByte()
      throw error
    }
  }

  #toRequest(bytes: Uint8Array, filePart: number, fileTotalParts: number): PartRequest {
    const part = { fileId: this.id, filePart, bytes }
    return this.#isSmall
      ? { _: 'upload.saveFilePart', ...part }
      : { _: 'upload.saveBigFilePart', ...part, fileTotalParts }
  }
}

async function post(
  { client, logChannelId }: BotClient,
  { name, mimeType }: NewUpload,
  file: tl.TypeInputFile,
  randomId: Long,
  limits: { readonly abortSignal: AbortSignal },
): Promise<tl.TypeUpdates> {
  const { channelId, accessHash } = inputChannel(logChannelId)
  const updates = await client.call(
    {
      _: 'messages.sendMedia',
      peer: { _: 'inputPeerChannel', channelId, accessHash },
      media: {
        _: 'inputMediaUploadedDocument',
        file,
        mimeType,
        attributes: [{ _: 'documentAttributeFilename', fileName: name }],
        // As it is, whatever Telegram could make of it.
        forceFile: true,
      },
      message: '',
      randomId,
    },
    limits,
  )
  client.handleClientUpdate(updates, true)
  return updates
}

function postedFile(updates: tl.TypeUpdates): StoredUpload {
  if ('updates' in updates) {
    for (const update of updates.updates) {
      if (update._ !== 'updateNewChannelMessage' || update.message._ !== 'message') continue
      const located = readMedia(update.message.media)
      if (located) return { logMessageId: update.message.id, file: located.file }
    }
  }
  throw new StreamBotError('telegram_unavailable', 'Telegram took an upload but did not say where to')
}

/** null: it is given up. */
function waitBefore(error: unknown, attempt: number): number | null {
  if (attempt >= MAX_ATTEMPTS) return null
  const verdict = judge(error)
  if (verdict.kind === 'cool_down') return verdict.waitMs <= MAX_WAIT_MS ? verdict.waitMs : null
  return verdict.kind === 'retry' ? FIRST_RETRY_MS * 2 ** (attempt - 1) : null
}
