/** Files of the log channel, read through whichever clients can. */
import { StreamBotError } from '../../core/errors.js'
import type { MediaFile } from '../../core/media-file.js'
import type { FetchedPart, FileSource, PartAsk } from '../../ports/file-source.js'
import { judge, toStreamBotError } from '../telegram-error.js'
import type { Carrier, Fleet } from './carrier.js'
import type { LocatedFile } from './media.js'
import { PartScheduler, type PartTrouble } from './part-scheduler.js'

/** Of a file's absence. */
const WITNESSES = 2

export class TelegramFileSource implements FileSource, Disposable {
  readonly #scheduler: PartScheduler
  #turn = 0

  /** @param onPartTrouble told of each attempt at a part that came to nothing */
  constructor(
    private readonly fleet: Fleet,
    onPartTrouble?: (trouble: PartTrouble, error: unknown) => void,
  ) {
    this.#scheduler = new PartScheduler(fleet, () => performance.now(), onPartTrouble)
  }

  async locate(logMessageId: number, signal: AbortSignal): Promise<MediaFile | null> {
    return (await this.find(logMessageId, signal))?.file ?? null
  }

  /** Asks one client after the other until one knows, or two say that there is nothing: one may see less than the others. */
  async find(logMessageId: number, signal: AbortSignal): Promise<LocatedFile | null> {
    const { carriers, retryAfterMs } = this.fleet.candidates()
    let lastError: unknown = new StreamBotError('telegram_unavailable', 'No bot can serve right now', {
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    })
    const turn = this.#turn++
    let blind = 0
    for (let i = 0; i < carriers.length; i++) {
      const carrier = carriers[(turn + i) % carriers.length]
      if (!carrier) continue
      try {
        const located = await carrier.locate(logMessageId, signal)
        if (located) return located
        if (++blind === WITNESSES) break
      } catch (error) {
        signal.throwIfAborted()
        lastError = error
        this.#tell(carrier, error)
      }
    }
    if (blind > 0) return null
    throw toStreamBotError(lastError, `Looking up message ${logMessageId} of the log channel`)
  }

  readPart(ask: PartAsk, signal: AbortSignal): Promise<FetchedPart> {
    return this.#scheduler.read(ask, signal)
  }

  [Symbol.dispose](): void {
    this.#scheduler[Symbol.dispose]()
  }

  #tell(carrier: Carrier, error: unknown): void {
    const verdict = judge(error)
    if (verdict.kind === 'cool_down') carrier.coolDown(verdict.waitMs)
    if (verdict.kind === 'client_lost') this.fleet.reportLost(carrier, error)
  }
}
