/**
 * Brings files into the log channel through the primary client, part by part as they come in (core.telegram.org/api/files). A few parts are on
 * their way at a time, and nothing is asked of the source while none has landed. A part may be sent again: it is the same part.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { Long, type tl } from '@mtcute/core'
import { cutParts } from '../../core/cut-parts.js'
import { StreamBotError } from '../../core/errors.js'
import { untilAborted } from '../../core/until-aborted.js'
import type { Randomness } from '../../ports/clock.js'
import type { StoredUpload, Upload, Uploads } from '../../ports/uploads.js'
import { boundedCall } from '../bounded-call.js'
import type { BotClient } from '../clients/bot-client.js'
import { inputChannel } from '../clients/log-channel-access.js'
import { readMedia } from '../files/media.js'
import { judge, toStreamBotError } from '../telegram-error.js'
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

export class TelegramUploads implements Uploads {
  constructor(
    private readonly primary: Primary,
    private readonly randomness: Randomness,
  ) {}

  async store(upload: Upload, signal: AbortSignal): Promise<StoredUpload> {
    const id = Long.fromBytesLE([...this.randomness.bytes(8)])
    const partCount = Math.ceil(upload.sizeBytes / PART_BYTES)
    const isSmall = upload.sizeBytes <= MAX_SMALL_BYTES
    await this.#sendParts(upload, signal, (bytes, index) =>
      isSmall
        ? { _: 'upload.saveFilePart', fileId: id, filePart: index, bytes }
        : { _: 'upload.saveBigFilePart', fileId: id, filePart: index, fileTotalParts: partCount, bytes },
    )
    const { name } = upload
    const file: tl.TypeInputFile = isSmall
      ? { _: 'inputFile', id, parts: partCount, name, md5Checksum: '' }
      : { _: 'inputFileBig', id, parts: partCount, name }
    return this.#post(upload, file, signal)
  }

  async remove(logMessageId: number, signal: AbortSignal): Promise<void> {
    await this.#call('Removing an upload', SEND_TIMEOUT_MS, signal, ({ client, logChannelId }, limits) =>
      client.call(
        { _: 'channels.deleteMessages', channel: inputChannel(logChannelId), id: [logMessageId] },
        { ...NO_PATIENCE, ...limits },
      ),
    )
  }

  async #sendParts(
    upload: Upload,
    signal: AbortSignal,
    toRequest: (
      bytes: Uint8Array,
      index: number,
    ) => tl.upload.RawSaveFilePartRequest | tl.upload.RawSaveBigFilePartRequest,
  ): Promise<void> {
    const failed = new AbortController()
    const stop = AbortSignal.any([signal, failed.signal])
    const parts = cutParts(upload.chunks, PART_BYTES)
    const inFlight = new Set<Promise<void>>()
    try {
      for (let index = 0; ; index++) {
        const next = await untilAborted(parts.next(), stop)
        if (next.done) break
        const sending = this.#sendPart(toRequest(next.value, index), stop)
          .catch((error: unknown) => failed.abort(error))
          .finally(() => inFlight.delete(sending))
        inFlight.add(sending)
        if (inFlight.size >= PARTS_IN_FLIGHT) await untilAborted(Promise.race(inFlight), stop)
      }
      await Promise.all(inFlight)
      stop.throwIfAborted()
    } finally {
      failed.abort(new Error('The upload is over'))
      await Promise.all(inFlight)
    }
  }

  async #sendPart(
    request: tl.upload.RawSaveFilePartRequest | tl.upload.RawSaveBigFilePartRequest,
    signal: AbortSignal,
  ): Promise<void> {
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
  async #post(upload: Upload, file: tl.TypeInputFile, signal: AbortSignal): Promise<StoredUpload> {
    const randomId = Long.fromBytesLE([...this.randomness.bytes(8)])
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

async function post(
  { client, logChannelId }: BotClient,
  { name, mimeType }: Upload,
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
