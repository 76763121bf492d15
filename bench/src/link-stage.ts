/**
 * The simulated Telegram in this process and the real server in another, so that a message is timed from where it is sent to where the
 * answer is read, with nothing in between but the server.
 */
import { TelegramSim, userPeer, type Account, type FileRecord } from '@streambot/telegram-sim'
import type { Database } from './databases.js'
import { makeDirectory, removeDirectory } from './leftovers.js'
import type { Bench } from './scenario.js'
import { ServerProcess } from './server-process.js'

const ANSWER_TIMEOUT_MS = 30_000
const FILE_BYTES = 100_000_000
/** Windows that are kept, and that nobody fills. */
const LIMITS = { MAX_LINKS_PER_DAY: '100000', UPLOADS_PER_MINUTE: '100000' }

export class LinkStage implements AsyncDisposable {
  private constructor(
    readonly server: ServerProcess,
    private readonly sim: TelegramSim,
    private readonly bot: Account,
    readonly people: readonly Account[],
    private readonly directory: string,
    private readonly signal: AbortSignal,
  ) {}

  static async open({ server: choice, signal }: Bench, database: Database, peopleCount: number): Promise<LinkStage> {
    const directory = await makeDirectory()
    const sim = await TelegramSim.start({ network: 'unlimited' })
    try {
      const { world } = sim
      const owner = world.createUser({ firstName: 'Owner' })
      const people = Array.from({ length: peopleCount }, (_, i) => world.createUser({ firstName: `Ada ${i}` }))
      const bot = world.createBot({ username: 'links_bot' })
      const channel = world.createChannel({ title: 'Log', creatorId: owner.id })
      world.promote(channel.id, bot.id, ['postMessages'])
      const server = await ServerProcess.start({
        ...choice,
        cwd: directory,
        dcs: sim.dcs,
        primaryToken: bot.token ?? '',
        workerTokens: [],
        channelId: channel.id,
        env: { ...LIMITS, ...database.env, ...choice.env },
      })
      return new LinkStage(server, sim, bot, people, directory, signal)
    } catch (error) {
      await sim[Symbol.asyncDispose]()
      throw error
    }
  }

  /** @param isTyped says what it is; of others the server looks at the first bytes */
  createFile(name: string, isTyped: boolean): FileRecord {
    const mimeType = isTyped ? 'video/mp4' : 'application/octet-stream'
    return this.sim.world.putSyntheticFile(FILE_BYTES, name, { name, mimeType })
  }

  /** Somebody sends a file and gets its link. @returns milliseconds that took */
  async send(person: Account, file: FileRecord): Promise<number> {
    const { world } = this.sim
    const chat = userPeer(this.bot.id)
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
    const answered = world.nextMessage(person.id, chat, (message) => !message.out, signal)
    const startedMs = performance.now()
    world.sendAs(person.id, chat, { media: file.id })
    const { text } = await answered
    const tookMs = performance.now() - startedMs
    if (!/\/dl\//.test(text)) throw new Error(`There is no link in the answer: ${text}`)
    return tookMs
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]()
    await this.sim[Symbol.asyncDispose]()
    await removeDirectory(this.directory)
  }
}
