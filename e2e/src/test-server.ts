/**
 * The real server on a simulated Telegram: one person, one bot, its workers, the log channel they all are in.
 * Everything is disposed when the test ends, and a scripted fault that did not fire fails it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  TelegramSim,
  userPeer,
  type Account,
  type Channel,
  type ChatMessage,
  type FileContent,
  type FileDescription,
  type TelegramSimOptions,
} from '@streambot/telegram-sim'
import { loadConfig, StreamBot, type StartOptions } from 'streambot'
import { onTestFinished } from 'vitest'

export interface TestServerOptions {
  readonly workers?: number
  readonly env?: Readonly<Record<string, string>>
  readonly sim?: TelegramSimOptions
  readonly start?: StartOptions
}

const ANSWER_TIMEOUT_MS = 15_000
/** A test of one thing asks for more than a person would. */
const NO_LIMITS = {
  MAX_LINKS_PER_DAY: '0',
  UPLOADS_PER_MINUTE: '0',
  REQUESTS_PER_MINUTE: '0',
  WRONG_LINKS_PER_HOUR: '0',
  BANDWIDTH_LIMIT_GB: '0',
}

export class TestServer implements AsyncDisposable {
  #server: StreamBot | null = null

  private constructor(
    readonly sim: TelegramSim,
    readonly directory: string,
    readonly ada: Account,
    readonly bot: Account,
    readonly workers: readonly Account[],
    readonly logChannel: Channel,
    private readonly options: TestServerOptions,
  ) {}

  static async create(options: TestServerOptions = {}): Promise<TestServer> {
    const server = await TestServer.prepare(options)
    onTestFinished(() => server[Symbol.asyncDispose]())
    await server.start()
    return server
  }

  /** For several tests: whoever opens it disposes it. */
  static async open(options: TestServerOptions = {}): Promise<TestServer> {
    const server = await TestServer.prepare(options)
    await server.start()
    return server
  }

  private static async prepare(options: TestServerOptions): Promise<TestServer> {
    const sim = await TelegramSim.start({ randomness: { seed: 'e2e' }, ...options.sim })
    const { world } = sim
    const owner = world.createUser({ firstName: 'Owner' })
    const ada = world.createUser({ firstName: 'Ada' })
    const bot = world.createBot({ username: 'links_bot' })
    const workers = Array.from({ length: options.workers ?? 2 }, (_, i) => world.createBot({ username: `w${i}_bot` }))
    const logChannel = world.createChannel({ title: 'Log', creatorId: owner.id })
    for (const { id } of [bot, ...workers]) world.promote(logChannel.id, id, ['postMessages'])
    const directory = await mkdtemp(join(tmpdir(), 'streambot-e2e-'))
    return new TestServer(sim, directory, ada, bot, workers, logChannel, options)
  }

  /** As an operator would write it in `.env`. */
  get env(): Record<string, string> {
    return {
      API_ID: '1',
      API_HASH: '0'.repeat(32),
      BOT_TOKEN: tokenOf(this.bot),
      ADDITIONAL_BOT_TOKENS: this.workers.map(tokenOf).join(' '),
      LOG_CHANNEL: `-100${this.logChannel.id}`,
      BIND_ADDRESS: '127.0.0.1',
      PORT: '0',
      DATA_DIRECTORY: this.directory,
      TELEGRAM_DC_LIST: JSON.stringify(this.sim.dcs),
      LOG_LEVEL: 'silent',
      LOG_FORMAT: 'json',
      SHUTDOWN_GRACE_SECONDS: '1',
      ...NO_LIMITS,
      ...this.options.env,
    }
  }

  get baseUrl(): string {
    return this.#running.baseUrl
  }

  /** The bots as the server sees them. */
  get clients(): StreamBot['clients'] {
    return this.#running.clients
  }

  get operations(): StreamBot['operations'] {
    return this.#running.operations
  }

  /** The owner of the log channel deletes all that is in it. */
  deleteCopies(): void {
    const log = { type: 'channel' as const, id: this.logChannel.id }
    const { world } = this.sim
    const ids = world.readChat(this.logChannel.creatorId, log).map((message) => message.id)
    world.deleteMessages(this.logChannel.creatorId, log, ids)
  }

  /** The downloads that are open. */
  get streams(): StreamBot['streams'] {
    return this.#running.streams
  }

  get memory(): StreamBot['memory'] {
    return this.#running.memory
  }

  get #running(): StreamBot {
    if (!this.#server) throw new Error('The server is stopped')
    return this.#server
  }

  async start(): Promise<void> {
    const loaded = loadConfig(this.env)
    if (!loaded.ok) throw new Error(loaded.problems.map((problem) => problem.message).join('; '))
    this.#server = await StreamBot.start(loaded.config, loaded.secrets, {
      isPoisoningSlabs: true,
      ...this.options.start,
    })
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    await server?.[Symbol.asyncDispose]()
  }

  /** Ada writes to the bot and reads what it answers. */
  async ask(draft: { text?: string; media?: string }): Promise<ChatMessage> {
    const { world } = this.sim
    const chat = userPeer(this.bot.id)
    const answered = world.nextMessage(
      this.ada.id,
      chat,
      (message) => !message.out,
      AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    )
    world.sendAs(this.ada.id, chat, draft)
    return answered
  }

  /** Ada sends a file and gets its links. */
  async link(content: FileContent | Uint8Array, description: FileDescription = {}): Promise<FileLinks> {
    const file = this.sim.world.putFile(content, description)
    return { fileId: file.id, ...linksIn(await this.ask({ media: file.id })) }
  }

  /** The same with made-up content; `bytes` is all of it. */
  async linkSynthetic(sizeBytes: number, description: FileDescription = {}): Promise<FileLinks & { bytes: Buffer }> {
    const { content } = this.sim.world.putSyntheticFile(sizeBytes, 'seed', description)
    return { ...(await this.link(content, description)), bytes: await readAll(content) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await this.sim[Symbol.asyncDispose]()
    await rm(this.directory, { recursive: true, force: true })
    this.sim.faults.assertAllFired()
  }
}

export interface FileLinks {
  readonly fileId: string
  readonly download: string
  readonly stream: string
  readonly answer: ChatMessage
}

function linksIn(answer: ChatMessage): Omit<FileLinks, 'fileId'> {
  const find = (route: string) => new RegExp(`http\\S+/${route}/\\S+`).exec(answer.text)?.[0]
  const [download, stream] = [find('dl'), find('stream')]
  if (!download || !stream) throw new Error(`There is no link in the answer: ${answer.text}`)
  return { download, stream, answer }
}

function tokenOf({ id, token }: Account): string {
  if (token === null) throw new Error(`Account ${id} is not a bot`)
  return token
}

async function readAll(content: FileContent): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  const step = 1024 * 1024
  for (let offset = 0; offset < content.size; offset += step) {
    pieces.push(Uint8Array.from(await content.read(offset, Math.min(step, content.size - offset))))
  }
  return Buffer.concat(pieces)
}
