/** What one instance is told, all do: a ban, a revocation, a setting and a message to everybody, told by the load balancer while instances come and go. */
import { setTimeout as delay } from 'node:timers/promises'
import { userPeer, type Account } from '@streambot/telegram-sim'
import type { Operator } from './25.operator.js'
import { standStill, verdict } from './readers.js'
import { linkAt, type TestServer } from './test-server.js'

const MIB = 1024 * 1024
/** More than the sockets between a server and somebody who stands still can hold. */
const LARGE = 32 * MIB
const LOOK_EVERY_MS = 50
/** Documented are two seconds for streams and three for settings; whoever stands still for five hears of it after that. */
const LIMIT_MS = 60_000
const SETTING = { name: 'MAX_FILE_SIZE_BYTES', value: '3 GB' }
const POST = 'There is news for everybody'

type Ending = 'banned' | 'revoked'

export class News {
  /** How long it took until no instance served them any more, and until each had the setting. */
  readonly tookMs = new Map<Ending | 'setting', number>()
  /** Downloads that stood still at an instance when they were ended. */
  cutOff = 0
  #broadcastId = ''

  private constructor(
    private readonly telegram: TestServer,
    private readonly operator: Operator,
    private readonly there: () => readonly string[],
    private readonly listeners: readonly Account[],
    private readonly banned: Account,
    private readonly urls: Readonly<Record<Ending, string>>,
    private readonly linkIds: Readonly<Record<Ending, string>>,
  ) {}

  /** @param listeners who have talked to the bot and are to get the message to everybody */
  static async prepare(
    telegram: TestServer,
    operator: Operator,
    there: () => readonly string[],
    listeners: readonly Account[],
  ): Promise<News> {
    const { world } = telegram.sim
    const { id } = world.putSyntheticFile(LARGE, 'news', { mimeType: 'video/mp4' })
    const [banned, other] = [world.createUser({ firstName: 'Vera' }), world.createUser({ firstName: 'Wim' })]
    const urls = {
      banned: (await telegram.linkAgain(id, banned)).download,
      revoked: (await telegram.linkAgain(id, other)).download,
    }
    const linkIds = { banned: await operator.linkId(urls.banned), revoked: await operator.linkId(urls.revoked) }
    return new News(telegram, operator, there, listeners, banned, urls, linkIds)
  }

  /** Resolves when all instances know. */
  async tell(): Promise<void> {
    const standing = await Promise.all([this.#standAtEach('banned'), this.#standAtEach('revoked')])
    const { body } = await this.operator.ask('POST', '/broadcasts', { text: POST })
    this.#broadcastId = String(body['id'])
    await Promise.all([
      this.#timed('banned', () => this.operator.ask('PUT', `/bans/${this.banned.id}`, { reason: 'spam' })),
      this.#timed('revoked', () => this.operator.ask('DELETE', `/links/${this.linkIds.revoked}`)),
      this.#timed('setting', () => this.operator.ask('PUT', `/settings/${SETTING.name}`, { value: SETTING.value })),
    ])
    for (const reader of standing.flat()) if (!(await reader.rest()).isComplete) this.cutOff++
  }

  /** What does not hold at an instance that is there now; empty when all is well. */
  async forgotten(): Promise<string[]> {
    const wrong: string[] = []
    for (const baseUrl of this.there()) {
      const verdicts = [
        await verdict(linkAt({ baseUrl }, this.urls.banned)),
        await verdict(linkAt({ baseUrl }, this.urls.revoked)),
      ]
      const expected = ['403 link_banned', '404 link_not_found']
      if (verdicts.join() !== expected.join()) wrong.push(`${baseUrl}: ${verdicts.join()}`)
      if (!(await this.#hasSetting(baseUrl))) wrong.push(`${baseUrl} has another setting`)
    }
    return wrong
  }

  /** Resolves when the message to everybody has been sent; then, how many have it how often, but once: empty when all is well. */
  async unheard(): Promise<string[]> {
    const limit = AbortSignal.timeout(LIMIT_MS)
    for (;;) {
      const { body } = await this.operator.ask('GET', `/broadcasts/${this.#broadcastId}`)
      if (body['state'] !== 'running') break
      limit.throwIfAborted()
      await delay(LOOK_EVERY_MS)
    }
    const { sim, bot } = this.telegram
    return this.listeners.flatMap(({ id }) => {
      const heard = sim.world.readChat(id, userPeer(bot.id)).filter(({ text, out }) => text === POST && !out).length
      return heard === 1 ? [] : [`${id} has it ${heard} times`]
    })
  }

  async #timed(what: Ending | 'setting', tell: () => Promise<unknown>): Promise<void> {
    await tell()
    const toldMs = Date.now()
    const isKnown = (baseUrl: string) =>
      what === 'setting' ? this.#hasSetting(baseUrl) : this.#servesNobody(baseUrl, this.linkIds[what])
    const limit = AbortSignal.timeout(LIMIT_MS)
    // Those that are there when they are asked: who comes later reads it as it starts.
    while (!(await Promise.all(this.there().map((it) => isKnown(it).catch(() => false)))).every(Boolean)) {
      if (limit.aborted) throw new Error(`Some instance does not hear of what is ${what}`)
      await delay(LOOK_EVERY_MS)
    }
    this.tookMs.set(what, Date.now() - toldMs)
  }

  async #hasSetting(baseUrl: string): Promise<boolean> {
    const { body } = await this.operator.at(baseUrl).try('GET', '/settings')
    const items = (body['items'] ?? []) as { name: string; value: unknown }[]
    return items.find(({ name }) => name === SETTING.name)?.value === SETTING.value
  }

  async #servesNobody(baseUrl: string, linkId: string): Promise<boolean> {
    const { body } = await this.operator.at(baseUrl).try('GET', '/streams')
    const items = body['items'] as { linkId: string }[] | undefined
    return items !== undefined && items.every((stream) => stream.linkId !== linkId)
  }

  /** One that is away has no reader. */
  async #standAtEach(what: Ending) {
    const standing = this.there().map((baseUrl) => standStill(linkAt({ baseUrl }, this.urls[what])).catch(() => null))
    return (await Promise.all(standing)).filter((reader) => reader !== null)
  }
}
