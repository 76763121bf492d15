/** An admin's program: what it asks for is asked for again, under the same name, until it is answered. */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Account } from '@streambot/telegram-sim'
import { Chat } from './16.chat.js'
import type { TestServer } from './test-server.js'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface OperatorAnswer {
  readonly status: number
  // Whatever JSON is: who asks says what they expect of it.
  readonly body: Record<string, unknown>
}

/** Instances are away for seconds, one at a time. */
const PATIENCE_MS = 60_000
const RETRY_MS = 200
const ANSWER_MS = 10_000

export class Operator {
  private constructor(
    private readonly baseUrl: string,
    private readonly token: string,
  ) {}

  /** The admin asks the bot for a token. @param baseUrl of the load balancer */
  static async create(telegram: TestServer, admin: Account, baseUrl: string): Promise<Operator> {
    const chat = new Chat(telegram, admin)
    const told = chat.next(({ text }) => text.includes('sb_'))
    chat.tell('/token operator all')
    const token = /sb_[\w-]{43}/.exec((await told).text)?.[0]
    if (token === undefined) throw new Error('The bot gives no token')
    return new Operator(baseUrl, token)
  }

  /** The same program at one instance. */
  at(baseUrl: string): Operator {
    return new Operator(baseUrl, this.token)
  }

  /** @param path below `/api/v1`. @throws when nobody answers for a minute */
  async ask(method: Method, path: string, body?: object): Promise<OperatorAnswer> {
    const name = randomUUID()
    const limit = AbortSignal.timeout(PATIENCE_MS)
    for (;;) {
      limit.throwIfAborted()
      const answer = await this.try(method, path, body, name).catch(() => null)
      if (answer && answer.status < 500 && answer.status !== 429) return answer
      await delay(RETRY_MS)
    }
  }

  /** Once. @throws when nobody answers */
  async try(method: Method, path: string, body?: object, name: string = randomUUID()): Promise<OperatorAnswer> {
    const response = await fetch(`${this.baseUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(method === 'POST' ? { 'idempotency-key': name } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
  }

  /** The id of the link that has this address. */
  async linkId(url: string): Promise<string> {
    const { body } = await this.ask('GET', `/links?search=${encodeURIComponent(url)}`)
    const [found] = body['items'] as { id: string }[]
    if (!found) throw new Error(`Nobody knows ${url}`)
    return found.id
  }
}
