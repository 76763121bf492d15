/**
 * The real server process with people who send it files, on a database that a test takes away. The process comes and goes; Telegram, the
 * people and the data stay until the test ends.
 */
import { userPeer, type Account, type ChatMessage, type FileContent, type TelegramSim } from '@streambot/telegram-sim'
import { openStores, type Link, type Stores } from 'streambot'
import { onTestFinished } from 'vitest'
import { ChildServer } from './child-server.js'
import { TestServer } from './test-server.js'

export interface StageOptions {
  /** As in DATABASE_URL. Default: an SQLite file in the data directory. */
  readonly databaseUrl?: string
  readonly env?: Readonly<Record<string, string>>
  /** A program that the server is started through. */
  readonly through?: readonly string[]
}

/** A file that somebody sent, and where the bot said it is. */
export interface SentFile {
  readonly name: string
  readonly content: FileContent
  /** Without the server's address: it has another port after a restart. */
  readonly path: string
}

/** What the bot said to a file. */
export type Answer = { readonly file: SentFile; readonly text: string } | { readonly file: null; readonly text: string }

const ANSWER_LIMIT_MS = 30_000
/** For a server that has to be stopped within its grace time and some seconds. */
export const GRACE_SECONDS = 1
const PAGE = 1000

export class Stage {
  #child: ChildServer | null = null
  #baseUrl = ''
  #people = 0
  #files = 0

  private constructor(
    private readonly telegram: TestServer,
    private readonly options: StageOptions,
  ) {}

  /** With data of a server that has run before; it does not run now. */
  static async create(options: StageOptions = {}): Promise<Stage> {
    const telegram = await TestServer.create({ workers: 2 })
    await telegram.stop()
    return new Stage(telegram, options)
  }

  get sim(): TelegramSim {
    return this.telegram.sim
  }

  get dataDirectory(): string {
    return this.telegram.directory
  }

  get server(): ChildServer {
    if (!this.#child) throw new Error('The server was not started')
    return this.#child
  }

  get baseUrl(): string {
    return this.#baseUrl
  }

  /** Resolves once people can reach it. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.launch(env)
    await this.listens()
  }

  /** Does not wait until it has started. */
  async launch(env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#child = await ChildServer.start(
      {
        ...this.telegram.env,
        LOG_LEVEL: 'info',
        SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS),
        DATABASE_URL: this.#databaseUrl,
        ...this.options.env,
        ...env,
      },
      this.options.through,
    )
  }

  async listens(): Promise<void> {
    this.#baseUrl = await this.server.baseUrl()
  }

  /** As process managers do it. */
  async stop(): Promise<{ readonly exitCode: number | null; readonly tookMs: number }> {
    const startedMs = performance.now()
    this.server.kill('SIGTERM')
    const exitCode = await this.server.exitCode()
    return { exitCode, tookMs: performance.now() - startedMs }
  }

  /** As by a power cut. */
  async kill(): Promise<void> {
    this.server.kill('SIGKILL')
    await this.server.exitCode()
  }

  newPerson(): Account {
    return this.sim.world.createUser({ firstName: `Person ${++this.#people}` })
  }

  /** Sends a file that nobody has sent before, and waits for what the bot says to it. */
  async send(person: Account, sizeBytes: number, signal?: AbortSignal): Promise<Answer> {
    const { world } = this.sim
    const chat = userPeer(this.telegram.bot.id)
    const { sent, name, content } = this.sendAlong(person, sizeBytes)
    const limit = AbortSignal.timeout(ANSWER_LIMIT_MS)
    const isAnswer = ({ replyToId }: { replyToId: number | null }) => replyToId === sent.id
    const { text } = await world.nextMessage(
      person.id,
      chat,
      isAnswer,
      signal ? AbortSignal.any([signal, limit]) : limit,
    )
    const url = /http\S+\/dl\/\S+/.exec(text)?.[0]
    return { text, file: url === undefined ? null : { name, content, path: new URL(url).pathname } }
  }

  /** The same, without waiting: it is answered together with the one before, if that has no answer yet. */
  sendAlong(person: Account, sizeBytes: number): { sent: ChatMessage; name: string; content: FileContent } {
    const { world } = this.sim
    const name = `file-${++this.#files}.bin`
    const { id, content } = world.putSyntheticFile(sizeBytes, name, { name })
    return { sent: world.sendAs(person.id, userPeer(this.telegram.bot.id), { media: id }), name, content }
  }

  /** The same, where the answer has to be a link. */
  async link(person: Account, sizeBytes: number): Promise<SentFile> {
    const { file, text } = await this.send(person, sizeBytes)
    if (!file) throw new Error(`There is no link in the answer: ${text}`)
    return file
  }

  async health(): Promise<{ status: number; reasons: string[] }> {
    const response = await fetch(`${this.#baseUrl}/healthz`)
    const { reasons } = (await response.json()) as { reasons: string[] }
    return { status: response.status, reasons }
  }

  /** What the server has said of its database, line by line. */
  get saidOfDatabase(): string[] {
    return this.server.log.filter(({ subsystem }) => subsystem === 'store').map(({ msg }) => msg)
  }

  /** The database as another program sees it. @param path of a copy of the SQLite file */
  async database(path?: string): Promise<Stores> {
    const url = path === undefined ? this.#databaseUrl : `sqlite:${path}`
    const whenAway = 'wait'
    const stores = url.startsWith('sqlite:')
      ? await openStores({ provider: 'sqlite', path: url.slice('sqlite:'.length), whenAway }, null)
      : await openStores({ provider: 'mongodb', databaseName: 'streambot', whenAway }, url)
    onTestFinished(() => stores[Symbol.asyncDispose]())
    return stores
  }

  get #databaseUrl(): string {
    return this.options.databaseUrl ?? `sqlite:${this.dataDirectory}/streambot.db`
  }
}

/** All there are, by the names of their files. */
export async function linksIn({ links }: Stores): Promise<Map<string, Link>> {
  const found = new Map<string, Link>()
  let after: { readonly createdAtMs: number; readonly id: string } | null = null
  do {
    const page: Awaited<ReturnType<typeof links.list>> = await links.list({ ownerId: null, limit: PAGE, after })
    for (const link of page.links) found.set(link.file.name, link)
    after = page.next
  } while (after)
  return found
}

/** Bytes that left this month. */
export async function trafficIn({ bandwidth }: Stores): Promise<number> {
  const month = new Date().toISOString().slice(0, 7)
  return (await bandwidth.totals(month, [])).serviceBytes
}
