/** The server as an operator starts it: its program, environment variables, a folder of its own. */
import { z } from 'zod'
import { mainOf, MeasuredProcess } from './measured-process.js'
import type { DcInfo } from './sim-process.js'

const MAIN = mainOf(import.meta.resolve('streambot'))

const ready = z.object({ baseUrl: z.string() })
/** The port is known only once it listens, and no address can name it before. */
const EXPECTED = /^BASE_URL is not set/
const complaint = z.object({
  level: z.enum(['warn', 'error', 'fatal']),
  msg: z.string(),
  err: z.object({ message: z.string() }).optional(),
})

const linkMade = z.object({ msg: z.literal('Link created'), linkId: z.string(), ownerId: z.number() })
const streamEnd = z.object({ linkId: z.string(), outcome: z.string(), sentBytes: z.number() })

export interface ServerOptions {
  readonly cwd: string
  readonly dcs: readonly DcInfo[]
  readonly primaryToken: string
  readonly workerTokens: readonly string[]
  readonly channelId: number
  readonly env: Readonly<Record<string, string>>
  /** Another build's main.js, to compare with. */
  readonly program: string | null
  /** Where Node writes a CPU profile when the server ends. */
  readonly profileDirectory: string | null
}

export class ServerProcess implements AsyncDisposable {
  readonly #complaints = new Map<string, number>()
  /** The last link that each person made, by their id. */
  readonly lastLinkIds = new Map<number, string>()
  /** What the last stream of each link had taken when it ended, by link id. */
  readonly sentBytes = new Map<string, number>()
  #process: MeasuredProcess | null = null

  static async start(options: ServerOptions): Promise<ServerProcess> {
    const server = new ServerProcess()
    const env = {
      API_ID: '1',
      API_HASH: '0'.repeat(32),
      BOT_TOKEN: options.primaryToken,
      ADDITIONAL_BOT_TOKENS: options.workerTokens.join(','),
      LOG_CHANNEL: `-100${options.channelId}`,
      BIND_ADDRESS: '127.0.0.1',
      PORT: '0',
      TELEGRAM_DC_LIST: JSON.stringify(options.dcs),
      LOG_FORMAT: 'json',
      MAX_LINKS_PER_DAY: '0',
      UPLOADS_PER_MINUTE: '0',
      REQUESTS_PER_MINUTE: '0',
      CONNECTIONS_PER_ADDRESS: '0',
      BANDWIDTH_LIMIT_GB: '0',
      ...options.env,
    }
    const { profileDirectory, cwd } = options
    const nodeArgs = profileDirectory === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`]
    const onLine = (line: object) => server.#logged(line)
    server.#process = await MeasuredProcess.start(
      { script: options.program ?? MAIN, nodeArgs, cwd, env, onLine },
      (line) => ready.safeParse(line).success,
    )
    return server
  }

  get process(): MeasuredProcess {
    if (!this.#process) throw new Error('The server has not started')
    return this.#process
  }

  get baseUrl(): string {
    return ready.parse(this.process.ready).baseUrl
  }

  get port(): number {
    return Number(new URL(this.baseUrl).port)
  }

  /** Warnings and errors of its log, counted. A measurement with any is to be looked at. */
  get complaints(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#complaints)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]()
  }

  #logged(line: object): void {
    const made = linkMade.safeParse(line).data
    if (made) this.lastLinkIds.set(made.ownerId, made.linkId)
    const end = streamEnd.safeParse(line).data
    if (end) this.sentBytes.set(end.linkId, end.sentBytes)
    const { data } = complaint.safeParse(line)
    if (!data || EXPECTED.test(data.msg)) return
    const text = data.err ? `${data.msg}: ${data.err.message}` : data.msg
    this.#complaints.set(text, (this.#complaints.get(text) ?? 0) + 1)
  }
}
