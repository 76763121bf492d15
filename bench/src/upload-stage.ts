/** The simulated Telegram and the real server, each in a process of its own, and a token with which files are sent to it. */
import { z } from 'zod'
import type { Bench } from './scenario.js'
import { ServerProcess } from './server-process.js'
import { startSim, type Network, type SimProcess } from './sim-process.js'
import { createBot } from './stage.js'

const ANSWER_TIMEOUT_MS = 30_000

const sent = z.object({ id: z.number() })
const answered = z.object({ text: z.string() })

export class UploadStage implements AsyncDisposable {
  private constructor(
    readonly sim: SimProcess,
    readonly server: ServerProcess,
    readonly token: string,
  ) {}

  /** @param workers bots that serve what was sent */
  static async open({ server: choice, signal }: Bench, network: Network, workers: number): Promise<UploadStage> {
    const opened: AsyncDisposable[] = []
    const use = <T extends AsyncDisposable>(resource: T) => (opened.unshift(resource), resource)
    try {
      const sim = use(await startSim(network, signal))
      const admin = await sim.create('/users', { firstName: 'Admin' })
      const channel = await sim.create('/channels', { title: 'Log', creatorId: admin.id })
      const names = Array.from({ length: workers + 1 }, (_, i) => `b${i}_bot`)
      const [primary, ...others] = await Promise.all(names.map((name) => createBot(sim, name, Number(channel.id))))
      if (!primary) throw new Error('There is no primary bot')
      const server = use(
        await ServerProcess.start({
          ...choice,
          cwd: sim.directory,
          dcs: sim.dcs,
          primaryToken: primary.token,
          workerTokens: others.map(({ token }) => token),
          channelId: Number(channel.id),
          env: { ADMINS: String(admin.id), ...choice.env },
        }),
      )
      return new UploadStage(sim, server, await makeToken(sim, Number(admin.id), primary.id))
    } catch (error) {
      for (const resource of opened) await resource[Symbol.asyncDispose]()
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]()
    await this.sim[Symbol.asyncDispose]()
  }
}

/** As an admin makes one: in the chat. */
async function makeToken(sim: SimProcess, adminId: number, botId: number): Promise<string> {
  const draft = { from: adminId, chat: { type: 'user', id: botId }, text: '/token bench uploads' }
  const { id } = sent.parse(await sim.ask('POST', '/messages', draft))
  const query = `viewer=${adminId}&after=${id}&timeoutMs=${ANSWER_TIMEOUT_MS}`
  const { text } = answered.parse(await sim.ask('GET', `/chats/user/${botId}/next?${query}`))
  const token = /sb_[A-Za-z0-9_-]{43}/.exec(text)?.[0]
  if (!token) throw new Error(`There is no token in the answer: ${text}`)
  return token
}
