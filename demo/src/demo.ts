/**
 * A simulated Telegram and the real server, started together on loopback. All that is written goes to one temporary
 * directory, which goes when the demo does. Nothing is read from the environment, so a real `.env` cannot leak in.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TelegramSim, type NetworkPreset } from '@streambot/telegram-sim'
import { loadConfig, StreamBot, type Loggers } from 'streambot'
import type { Chat } from './chat/chat.js'
import { TelegramChat } from './chat/telegram-chat.js'
import { createPeople, tokenOf, type People } from './people.js'

export interface DemoStartOptions {
  readonly workers: number
  readonly preset: NetworkPreset
  readonly signal: AbortSignal
  /** Standard output when left out. */
  readonly loggers?: Loggers
}

const START_TIMEOUT_MS = 60_000
const WELCOME_TIMEOUT_MS = 30_000

export class Demo implements AsyncDisposable {
  /** Disposed in reverse. */
  readonly #owned: AsyncDisposable[] = []
  #chat: Chat | null = null
  #uploadDirectory = ''

  private constructor() {}

  static async start(options: DemoStartOptions): Promise<Demo> {
    const demo = new Demo()
    try {
      await demo.#start(options)
    } catch (error) {
      await demo[Symbol.asyncDispose]()
      throw error
    }
    return demo
  }

  get chat(): Chat {
    if (!this.#chat) throw new Error('The demo has not started')
    return this.#chat
  }

  /** Where files that people send are kept; gone with the demo. */
  get uploadDirectory(): string {
    return this.#uploadDirectory
  }

  async #start({ workers, preset, signal, loggers }: DemoStartOptions): Promise<void> {
    signal.throwIfAborted()
    const directory = this.#own(await TemporaryDirectory.create()).path
    this.#uploadDirectory = join(directory, 'uploads')
    await mkdir(this.#uploadDirectory)

    const sim = this.#own(await TelegramSim.start({ network: preset }))
    const people = createPeople(sim.world, workers)
    const loaded = loadConfig(environmentFor(sim, people, join(directory, 'data')))
    if (!loaded.ok) throw new Error(`The demo's own configuration is wrong: ${JSON.stringify(loaded.problems)}`)
    const starting = AbortSignal.any([signal, AbortSignal.timeout(START_TIMEOUT_MS)])
    this.#own(await StreamBot.start(loaded.config, loaded.secrets, { signal: starting, ...(loggers && { loggers }) }))

    const chat = new TelegramChat({ world: sim.world, personId: people.person.id, botId: people.bot.id })
    const welcome = chat.changedByBot(AbortSignal.any([signal, AbortSignal.timeout(WELCOME_TIMEOUT_MS)]))
    sim.world.startBot(people.person.id, people.bot.id)
    await welcome
    this.#chat = chat
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (let owned = this.#owned.pop(); owned; owned = this.#owned.pop()) await owned[Symbol.asyncDispose]()
  }

  #own<Owned extends AsyncDisposable>(owned: Owned): Owned {
    this.#owned.push(owned)
    return owned
  }
}

/** As an operator would write it in `.env`. */
function environmentFor(sim: TelegramSim, { person, bot, workers, logChannel }: People, dataDirectory: string) {
  return {
    NODE_ENV: 'production',
    API_ID: '1',
    API_HASH: '0'.repeat(32),
    BOT_TOKEN: tokenOf(bot),
    ADDITIONAL_BOT_TOKENS: workers.map(tokenOf).join(','),
    LOG_CHANNEL: `-100${logChannel.id}`,
    ADMINS: String(person.id),
    BIND_ADDRESS: '127.0.0.1',
    PORT: '0',
    MAX_LINKS_PER_DAY: '0',
    DATA_DIRECTORY: dataDirectory,
    TELEGRAM_DC_LIST: JSON.stringify(sim.dcs),
    LOG_LEVEL: 'warn',
    LOG_FORMAT: 'pretty',
    SHUTDOWN_GRACE_SECONDS: '2',
  }
}

class TemporaryDirectory implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async create(): Promise<TemporaryDirectory> {
    return new TemporaryDirectory(await mkdtemp(join(tmpdir(), 'streambot-demo-')))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }
}
