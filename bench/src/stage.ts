/**
 * The simulated Telegram and the real server, each in a process of its own, so that each one's cost is known. One person's
 * file is put, sent and linked through the simulator's control interface.
 */
import { z } from 'zod'
import { mainOf, MeasuredProcess } from './measured-process.js'
import { startSim, type SimProcess } from './sim-process.js'

const SERVER = mainOf(import.meta.resolve('streambot'))
const ANSWER_TIMEOUT_MS = 30_000

const serverReady = z.object({ baseUrl: z.string() })
const sent = z.object({ id: z.number() })
const answered = z.object({ text: z.string() })

export interface StageOptions {
  readonly workers: number
  readonly preset: string
}

export class Stage implements AsyncDisposable {
  private constructor(
    readonly sim: SimProcess,
    readonly server: MeasuredProcess,
    private readonly adaId: number,
    private readonly botId: number,
  ) {}

  static async open(options: StageOptions): Promise<Stage> {
    const sim = await startSim(options.preset)
    try {
      const owner = await sim.create('/users', { firstName: 'Owner' })
      const ada = await sim.create('/users', { firstName: 'Ada' })
      const channel = await sim.create('/channels', { title: 'Log', creatorId: owner.id })
      const bots = await Promise.all(
        Array.from({ length: options.workers + 1 }, (_, i) => sim.create('/bots', { username: `b${i}_bot` })),
      )
      for (const bot of bots) await sim.ask('PUT', `/channels/${channel.id}/admins/${bot.id}`, {})
      const tokens = bots.map((bot) => bot.token ?? '')
      const server = await startServer(sim, tokens, Number(channel.id))
      return new Stage(sim, server, Number(ada.id), Number(bots[0]?.id))
    } catch (error) {
      await sim[Symbol.asyncDispose]()
      throw error
    }
  }

  /** @returns the download link of a made-up file */
  async link(sizeBytes: number): Promise<string> {
    const file = await this.sim.create('/files', { synthetic: { size: sizeBytes } })
    const draft = { from: this.adaId, chat: { type: 'user', id: this.botId }, media: file.id }
    const { id } = sent.parse(await this.sim.ask('POST', '/messages', draft))
    const query = `viewer=${this.adaId}&after=${id}&timeoutMs=${ANSWER_TIMEOUT_MS}`
    const { text } = answered.parse(await this.sim.ask('GET', `/chats/user/${this.botId}/next?${query}`))
    const link = /http\S+\/dl\/\S+/.exec(text)?.[0]
    if (!link) throw new Error(`There is no link in the answer: ${text}`)
    return link
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]()
    await this.sim[Symbol.asyncDispose]()
  }
}

/** As an operator would start it. */
function startServer(
  sim: SimProcess,
  [primary = '', ...workers]: string[],
  channelId: number,
): Promise<MeasuredProcess> {
  const env = {
    API_ID: '1',
    API_HASH: '0'.repeat(32),
    BOT_TOKEN: primary,
    ADDITIONAL_BOT_TOKENS: workers.join(','),
    LOG_CHANNEL: `-100${channelId}`,
    BIND_ADDRESS: '127.0.0.1',
    PORT: '0',
    TELEGRAM_DC_LIST: JSON.stringify(sim.dcs),
    LOG_FORMAT: 'json',
  }
  return MeasuredProcess.start(SERVER, [], { cwd: sim.directory, env }, (line) => serverReady.safeParse(line).success)
}
