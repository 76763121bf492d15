/** Presses of inline buttons on their way to a bot, each waiting for the bot's answer for a while. */
import type { Clock, Randomness } from '../clock.js'
import { RpcError } from '../rpc-error.js'
import type { CallbackAnswer } from './chat-message.js'
import type { Peer } from './peer.js'
import { randomId } from './random-id.js'

/** How long Telegram lets a client wait before BOT_RESPONSE_TIMEOUT. */
const ANSWER_TIMEOUT_MS = 10_000

export interface CallbackQuery {
  /** A positive 62-bit number as decimal digits. */
  readonly id: string
  readonly userId: number
  readonly botId: number
  /** The chat and message as the bot sees them. */
  readonly chat: Peer
  readonly messageId: number
  readonly data: Uint8Array
  readonly date: number
}

interface Pending {
  readonly query: CallbackQuery
  readonly settle: (answer: CallbackAnswer) => void
  isDelivered: boolean
}

export class CallbackQueries {
  readonly #clock: Clock
  readonly #randomness: Randomness
  readonly #pending = new Map<string, Pending>()

  constructor(clock: Clock, randomness: Randomness) {
    this.#clock = clock
    this.#randomness = randomness
  }

  /** Opens a query; `answer` rejects with BOT_RESPONSE_TIMEOUT, or with the signal's reason. */
  ask(
    asked: Omit<CallbackQuery, 'id'>,
    wait: { signal?: AbortSignal; timeoutMs?: number } = {},
  ): { query: CallbackQuery; answer: Promise<CallbackAnswer> } {
    const query = { ...asked, id: randomId(this.#randomness) }
    const answer = new Promise<CallbackAnswer>((resolve, reject) => {
      const end = () => {
        this.#pending.delete(query.id)
        cancelTimer()
        wait.signal?.removeEventListener('abort', onAbort)
      }
      const onAbort = () => {
        end()
        reject(toError(wait.signal?.reason))
      }
      const cancelTimer = this.#clock.after(wait.timeoutMs ?? ANSWER_TIMEOUT_MS, () => {
        end()
        reject(new RpcError(400, 'BOT_RESPONSE_TIMEOUT'))
      })
      this.#pending.set(query.id, {
        query,
        isDelivered: false,
        settle: (given) => {
          end()
          resolve(given)
        },
      })
      if (wait.signal?.aborted) onAbort()
      else wait.signal?.addEventListener('abort', onAbort, { once: true })
    })
    return { query, answer }
  }

  /** @throws QUERY_ID_INVALID when the query is answered, too old, or another bot's */
  answer(botId: number, queryId: string, answer: CallbackAnswer): void {
    const pending = this.#pending.get(queryId)
    if (pending?.query.botId !== botId) throw new RpcError(400, 'QUERY_ID_INVALID')
    pending.settle(answer)
  }

  /** The query has reached a session of the bot. */
  delivered(queryId: string): void {
    const pending = this.#pending.get(queryId)
    if (pending) pending.isDelivered = true
  }

  /** Queries no session of the bot was there to be told of, oldest first. */
  undelivered(botId: number): CallbackQuery[] {
    const waiting = [...this.#pending.values()].filter((it) => it.query.botId === botId && !it.isDelivered)
    return waiting.map((it) => it.query)
  }
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason })
}
