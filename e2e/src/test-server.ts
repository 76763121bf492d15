/**
 * The real server on a simulated Telegram: one person, one bot, its workers, the log channel they all are in.
 * Everything is disposed when the test ends; a scripted fault that did not fire fails it, and so does a log that tells a secret.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  channelPeer,
  TelegramSim,
  userPeer,
  type Account,
  type Channel,
  type ChatMessage,
  type FileContent,
  type FileDescription,
  type TelegramSimOptions,
} from '@streambot/telegram-sim'
import { createLoggers, loadConfig, StreamBot, type Loggers, type StartOptions } from 'streambot'
import { expect, onTestFinished, vi } from 'vitest'
import { expectNoSecrets, learnDirectory, learnEnv, overhear } from './28.overheard.js'

export interface TestServerOptions {
  readonly workers?: number
  readonly env?: Readonly<Record<string, string>>
  readonly sim?: TelegramSimOptions
  readonly start?: StartOptions
}

/** Of the application that all servers of tests say they are. */
export const API_HASH = '5d8f2b70c9e14a36b1d7f04e92ac83d5'
const ANSWER_TIMEOUT_MS = 15_000
const WARM_UP_MS = 2_000
/** Nobody has to look at the first bytes to learn what it is, so that only reading asks for bytes. */
const TYPED: FileDescription = { mimeType: 'video/mp4' }
/** A test of one thing asks for more than a person would. */
const NO_LIMITS = {
  MAX_LINKS_PER_DAY: '0',
  UPLOADS_PER_MINUTE: '0',
  REQUESTS_PER_MINUTE: '0',
  WRONG_LINKS_PER_HOUR: '0',
  CONNECTIONS_PER_ADDRESS: '0',
  BANDWIDTH_LIMIT_GB: '0',
}

export class TestServer implements AsyncDisposable {
  #server: StreamBot | null = null
  #changedEnv: Readonly<Record<string, string>> = {}
  readonly #log: string[] = []
  /** Where servers of this Telegram keep what is theirs. */
  readonly #directories = new Set<string>()
  readonly #followed = new WeakSet<Loggers>()
  #siblings = 0

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
    overhear(sim)
    const directory = await mkdtemp(join(tmpdir(), 'streambot-e2e-'))
    return new TestServer(sim, directory, ada, bot, workers, logChannel, options)
  }

  /** As an operator would write it in `.env`. */
  get env(): Record<string, string> {
    return {
      API_ID: '1',
      API_HASH,
      BOT_TOKEN: tokenOf(this.bot),
      ADDITIONAL_BOT_TOKENS: this.workers.map(tokenOf).join(' '),
      LOG_CHANNEL: `-100${this.logChannel.id}`,
      BIND_ADDRESS: '127.0.0.1',
      PORT: '0',
      DATA_DIRECTORY: this.directory,
      TELEGRAM_DC_LIST: JSON.stringify(this.sim.dcs),
      LOG_LEVEL: 'trace',
      LOG_FORMAT: 'json',
      SHUTDOWN_GRACE_SECONDS: '1',
      ...NO_LIMITS,
      ...this.options.env,
      ...this.#changedEnv,
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

  get broadcasts(): StreamBot['broadcasts'] {
    return this.#running.broadcasts
  }

  /** What is in the log channel. */
  get copies(): ChatMessage[] {
    const { creatorId, id } = this.logChannel
    return this.sim.world.readChat(creatorId, channelPeer(id)).filter((message) => !message.service)
  }

  /** The owner of the log channel deletes all that is in it. */
  deleteCopies(): void {
    const { creatorId, id } = this.logChannel
    const ids = this.copies.map((message) => message.id)
    this.sim.world.deleteMessages(creatorId, channelPeer(id), ids)
  }

  /** What the server has logged so far. */
  get log(): string {
    return this.#log.join('')
  }

  /** The id of the link that was made last, as the log tells it. */
  get lastLinkId(): string {
    const made = /"linkId":"([0-9a-f]{16})".*"msg":"Link created"/
    const id = this.#log.flatMap((line) => made.exec(line)?.[1] ?? []).at(-1)
    if (id === undefined) throw new Error('The log tells of no link')
    return id
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
    this.#server = await this.#startWith(this.env)
    await this.#warmedUp()
  }

  /** A start does not wait for the connections that carry bytes; a test that looks at who carries them would see who was first. */
  async #warmedUp(): Promise<void> {
    const isCold = () =>
      this.clients.describe().some(({ state, connections }) => state === 'healthy' && connections === 0)
    // Where a test keeps them from being there, it goes on without.
    await vi.waitUntil(() => !isCold(), { timeout: WARM_UP_MS, interval: 5 }).catch(() => {})
  }

  /** With other settings from now on. The port is another one: see `linkAt`. */
  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.stop()
    this.#changedEnv = { ...this.#changedEnv, ...env }
    await this.start()
  }

  /**
   * One more instance behind the same load balancer: same workers, log channel and database, where the settings name one that can be shared.
   * It has a directory and a primary bot of its own. Ends with the test.
   */
  async startSibling(): Promise<StreamBot> {
    const bot = this.sim.world.createBot({ username: `sibling${++this.#siblings}_bot` })
    this.sim.world.promote(this.logChannel.id, bot.id, ['postMessages'])
    const env = { BOT_TOKEN: tokenOf(bot), DATA_DIRECTORY: join(this.directory, bot.username ?? '') }
    const sibling = await this.#startWith({ ...this.env, ...env })
    onTestFinished(() => sibling[Symbol.asyncDispose]())
    return sibling
  }

  async #startWith(env: Readonly<Record<string, string>>): Promise<StreamBot> {
    const loaded = loadConfig(env)
    if (!loaded.ok) throw new Error(loaded.problems.map((problem) => problem.message).join('; '))
    learnEnv(env)
    this.#directories.add(loaded.config.dataDirectory)
    const loggers = this.#loggersOf(this.options.start)
    return StreamBot.start(loaded.config, loaded.secrets, {
      isPoisoningSlabs: true,
      // Nobody looks at the set-up in passing, where a test counts what Telegram is asked.
      noticeTimings: { lookEveryMs: 3_600_000 },
      ...this.options.start,
      loggers,
    })
  }

  /** Everything that is said is kept, whoever made the logger: it must tell no secret. Nothing is struck out that a test knows of. */
  #loggersOf({ loggers }: StartOptions = {}): Loggers {
    const write = (line: string) => void this.#log.push(line)
    if (!loggers) return createLoggers({ level: 'trace', format: 'json', secrets: [], destination: { write } })
    if (!this.#followed.has(loggers)) {
      loggers.recent.follow({}, ({ fields, ...line }) => write(`${JSON.stringify({ ...line, ...fields })}\n`))
    }
    this.#followed.add(loggers)
    return loggers
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    await server?.[Symbol.asyncDispose]()
  }

  /** Ada, or another person, writes to the bot and reads what it answers. */
  async ask(draft: { text?: string; media?: string }, person = this.ada): Promise<ChatMessage> {
    const { world } = this.sim
    const chat = userPeer(this.bot.id)
    const answered = world.nextMessage(
      person.id,
      chat,
      (message) => !message.out,
      AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    )
    world.sendAs(person.id, chat, draft)
    return answered
  }

  /** Ada sends a file and gets its links. */
  async link(content: FileContent | Uint8Array, description: FileDescription = {}): Promise<FileLinks> {
    return this.linkAgain(this.sim.world.putFile(content, description).id)
  }

  /** The same with made-up content; `bytes` is all of it. */
  async linkSynthetic(sizeBytes: number, description: FileDescription = TYPED): Promise<FileLinks & { bytes: Buffer }> {
    const { content } = this.sim.world.putSyntheticFile(sizeBytes, 'seed', description)
    return { ...(await this.link(content, description)), bytes: await readAll(content) }
  }

  /** A file that Telegram has already, sent by Ada or another person. */
  async linkAgain(fileId: string, person = this.ada): Promise<FileLinks> {
    return { fileId, ...linksIn(await this.ask({ media: fileId }, person)) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    for (const directory of this.#directories) learnDirectory(directory)
    await this.sim[Symbol.asyncDispose]()
    await rm(this.directory, { recursive: true, force: true })
    expectNoSecrets(this.log, 'The log', true)
    expect(/^.*"level":.*"level":.*$/m.exec(this.log)?.[0], 'A line of the log with two levels').toBeUndefined()
    this.sim.faults.assertAllFired()
  }
}

export interface FileLinks {
  readonly fileId: string
  readonly download: string
  readonly stream: string
  readonly answer: ChatMessage
}

/** The same link on another instance, or on the same one after a restart. */
export function linkAt(server: { readonly baseUrl: string }, link: string): string {
  return new URL(new URL(link).pathname, server.baseUrl).href
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
