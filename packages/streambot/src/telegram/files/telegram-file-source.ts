/**
 * Files of the log channel, read through whichever client can. A part moves to another client on a wait, an error or a
 * timeout; a stale file reference is refreshed through the client that holds it.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { StreamBotError } from '../../core/errors.js'
import type { MediaFile } from '../../core/media-file.js'
import type { Clock } from '../../ports/clock.js'
import type { FetchedPart, FileSource, PartAsk } from '../../ports/file-source.js'
import type { BotClient } from '../clients/bot-client.js'
import type { ClientManager } from '../clients/client-manager.js'
import { isAloneInPacket } from '../connections/part-packet.js'
import type { SlabPool } from '../connections/slab-pool.js'
import { judge, toStreamBotError, type Verdict } from '../telegram-error.js'

const MAX_ATTEMPTS = 8
/** In all, while every client was told to wait. */
const MAX_PATIENCE_MS = 10_000
const FIRST_BACKOFF_MS = 100

interface Failure {
  readonly error: unknown
  readonly verdict: Verdict
  readonly client: BotClient
  readonly messageId: number
  /** Counted from 0. */
  readonly attempt: number
}

export class TelegramFileSource implements FileSource {
  constructor(
    private readonly clients: Pick<ClientManager, 'pick' | 'reportLost'>,
    private readonly clock: Clock,
    private readonly slabs: Pick<SlabPool, 'giveBack'>,
  ) {}

  async locate(logMessageId: number, signal: AbortSignal): Promise<MediaFile | null> {
    return this.#withClient(logMessageId, signal, async (client) => {
      const located = await client.locate(logMessageId, signal)
      return located?.file ?? null
    })
  }

  async readPart({ logMessageId, part, onSent }: PartAsk, signal: AbortSignal): Promise<FetchedPart> {
    let report = onSent
    return this.#withClient(logMessageId, signal, async (client) => {
      const located = await client.locate(logMessageId, signal)
      if (!located) throw new StreamBotError('file_gone', `Message ${logMessageId} left the log channel`)
      report?.()
      report = undefined
      return this.#lend(await client.getFile(located.location, part, signal), client.name)
    })
  }

  #lend(bytes: Uint8Array, servedBy: string): FetchedPart {
    // Bytes are a view into the packet they came in; only when it holds nothing else is it free with them.
    return { bytes, servedBy, release: once(() => isAloneInPacket(bytes) && this.slabs.giveBack(bytes)) }
  }

  /**
   * Runs `work` until a client succeeds, an error is final, attempts or patience are used up or `signal` aborts. A client that
   * was told to wait is no failed attempt: however many there are, the next one is asked.
   */
  async #withClient<T>(messageId: number, signal: AbortSignal, work: (client: BotClient) => Promise<T>): Promise<T> {
    const failed = new Set<BotClient>()
    const patience = { leftMs: MAX_PATIENCE_MS }
    let lastError: unknown
    for (let attempt = 0; attempt < MAX_ATTEMPTS;) {
      signal.throwIfAborted()
      const client = await this.#nextClient(failed, patience, signal)
      try {
        return await work(client)
      } catch (error) {
        signal.throwIfAborted()
        if (error instanceof StreamBotError) throw error
        lastError = error
        const verdict = judge(error)
        await this.#recover({ error, verdict, client, messageId, attempt }, failed, signal)
        if (verdict.kind !== 'cool_down') attempt++
      }
    }
    throw toStreamBotError(lastError, `Reading message ${messageId} of the log channel`)
  }

  /** Makes the next attempt worth while, or throws what is final. */
  async #recover(failure: Failure, failed: Set<BotClient>, signal: AbortSignal): Promise<void> {
    const { error, verdict, client, messageId, attempt } = failure
    switch (verdict.kind) {
      case 'cool_down':
        client.coolDownUntil(this.clock.now() + verdict.waitMs)
        return
      case 'stale_reference':
        client.forget(messageId)
        return
      case 'other_dc':
        client.relocate(messageId, verdict.dcId)
        return
      case 'client_lost':
        this.clients.reportLost(client, verdict.reason)
        return
      case 'retry':
        failed.add(client)
        await delay(FIRST_BACKOFF_MS * 2 ** Math.min(attempt, 5), undefined, { signal })
        return
      case 'fatal':
        throw toStreamBotError(error, `Reading message ${messageId} of the log channel`)
    }
  }

  /** A client that has not just failed, or else any; waits out a cool-down that is short enough. */
  async #nextClient(failed: Set<BotClient>, patience: { leftMs: number }, signal: AbortSignal): Promise<BotClient> {
    const picked = this.clients.pick(failed)
    if (picked.ok) return picked.client
    if (failed.size > 0) {
      failed.clear()
      return this.#nextClient(failed, patience, signal)
    }
    if (picked.retryAfterMs === null || picked.retryAfterMs > patience.leftMs) {
      throw new StreamBotError('telegram_unavailable', 'No bot can serve right now', {
        ...(picked.retryAfterMs === null ? {} : { retryAfterMs: picked.retryAfterMs }),
      })
    }
    patience.leftMs -= picked.retryAfterMs
    await delay(picked.retryAfterMs, undefined, { signal })
    return this.#nextClient(failed, patience, signal)
  }
}

/** By the second call the slab may be lent to somebody else. */
function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    act()
  }
}
