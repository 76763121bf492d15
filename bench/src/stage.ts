/**
 * The simulated Telegram, the real server and a load client, each in a process of its own, so that each one's cost is known.
 * Files are put, sent and linked through the simulator's control interface, as people would.
 */
import { z } from 'zod'
import { LoadClient } from './load-client.js'
import { ServerProcess } from './server-process.js'
import { type Network, type SimProcess, startSim } from './sim-process.js'

const ANSWER_TIMEOUT_MS = 30_000
/** People who send files at the same time; each waits for the answer before sending the next. */
const SENDERS = 16

const sent = z.object({ id: z.number() })
const answered = z.object({ text: z.string() })

export interface StageOptions {
  /**
   * Bots that serve bytes. One: the primary alone, which also talks to people. More: so many workers beside a primary, which then
   * serves only while no worker can.
   */
  readonly bots: number
  readonly network: Network
  /** Further environment variables of the server. */
  readonly env?: Readonly<Record<string, string>>
  /** Which of the workers each of several instances has, by their numbers from 0; `env` names the database they share. One with all when left out. */
  readonly instances?: readonly (readonly number[])[]
}

/** How the server is run in every stage of this run. */
export interface ServerChoice {
  readonly program: string | null
  readonly env: Readonly<Record<string, string>>
  readonly profileDirectory: string | null
}

export interface Link {
  readonly url: string
  readonly fileId: string
  readonly sizeBytes: number
  /** As the server's log calls it. */
  readonly linkId: string
}

export class Stage implements AsyncDisposable {
  private constructor(
    readonly sim: SimProcess,
    /** The first one talks to people. */
    readonly servers: readonly [ServerProcess, ...ServerProcess[]],
    readonly load: LoadClient,
    readonly workerIds: readonly number[],
    readonly primaryId: number,
    private readonly senders: readonly number[],
    private readonly signal: AbortSignal,
  ) {}

  static async open(options: StageOptions, choice: ServerChoice, signal: AbortSignal): Promise<Stage> {
    const opened: AsyncDisposable[] = []
    const use = <T extends AsyncDisposable>(resource: T) => (opened.unshift(resource), resource)
    try {
      const sim = use(await startSim(options.network, signal))
      const { primary, workers, channelId, senders } = await populate(sim, options.bots === 1 ? 0 : options.bots)
      const startServer = async (workerTokens: readonly string[], ownEnv: Readonly<Record<string, string>>) =>
        use(
          await ServerProcess.start({
            ...choice,
            cwd: sim.directory,
            dcs: sim.dcs,
            primaryToken: primary.token,
            workerTokens,
            channelId,
            env: { ...options.env, ...choice.env, ...ownEnv },
          }),
        )
      const [firstHas, ...othersHave] = options.instances ?? [[...workers.keys()]]
      const tokensOf = (numbers: Iterable<number>) => [...numbers].flatMap((number) => workers[number]?.token ?? [])
      const servers: [ServerProcess, ...ServerProcess[]] = [await startServer(tokensOf(firstHas ?? []), {})]
      for (const [at, numbers] of othersHave.entries())
        servers.push(await startServer(tokensOf(numbers), { DATA_DIRECTORY: `./data-${at + 2}` }))
      const load = use(await LoadClient.start(sim.directory, signal))
      const workerIds = workers.map(({ id }) => id)
      return new Stage(sim, servers, load, workerIds, primary.id, senders, signal)
    } catch (error) {
      for (const resource of opened) await resource[Symbol.asyncDispose]()
      throw error
    }
  }

  get server(): ServerProcess {
    return this.servers[0]
  }

  /** @returns the download link of a made-up file */
  async link(sizeBytes: number): Promise<Link> {
    const [link] = await this.links(1, sizeBytes)
    if (!link) throw new Error('There is no link')
    return link
  }

  /** Links of different files of one size, asked for by several people at once. */
  async links(count: number, sizeBytes: number): Promise<Link[]> {
    const links: Link[] = []
    let begun = 0
    const send = async (sender: number) => {
      while (begun < count) {
        begun++
        links.push(await this.#link(sender, sizeBytes))
      }
    }
    await Promise.all(this.senders.map(send))
    return links
  }

  /** Everything people and Telegram hold open ends; the order matters: the server says goodbye to a Telegram that is there. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.load[Symbol.asyncDispose]()
    for (const server of this.servers) await server[Symbol.asyncDispose]()
    await this.sim[Symbol.asyncDispose]()
  }

  async #link(sender: number, sizeBytes: number): Promise<Link> {
    this.signal.throwIfAborted()
    const file = await this.sim.create('/files', { synthetic: { size: sizeBytes } })
    const draft = { from: sender, chat: { type: 'user', id: this.primaryId }, media: file.id }
    const { id } = sent.parse(await this.sim.ask('POST', '/messages', draft))
    const query = `viewer=${sender}&after=${id}&timeoutMs=${ANSWER_TIMEOUT_MS}`
    const { text } = answered.parse(await this.sim.ask('GET', `/chats/user/${this.primaryId}/next?${query}`))
    const url = /http\S+\/dl\/\S+/.exec(text)?.[0]
    if (!url) throw new Error(`There is no link in the answer: ${text}`)
    // A person waits for the answer before sending the next file, so it is their last one.
    const linkId = this.server.lastLinkIds.get(sender) ?? ''
    return { url, fileId: String(file.id), sizeBytes, linkId }
  }
}

interface BotAccount {
  readonly id: number
  readonly token: string
}

/** A log channel with all bots as its admins, and people to send files. */
async function populate(sim: SimProcess, workerCount: number) {
  const owner = await sim.create('/users', { firstName: 'Owner' })
  const channel = await sim.create('/channels', { title: 'Log', creatorId: owner.id })
  const senders = await Promise.all(
    Array.from({ length: SENDERS }, async (_, i) => Number((await sim.create('/users', { firstName: `Ada ${i}` })).id)),
  )
  const [primary, ...workers] = await Promise.all(
    Array.from({ length: workerCount + 1 }, (_, i) => createBot(sim, `b${i}_bot`, Number(channel.id))),
  )
  if (!primary) throw new Error('There is no primary bot')
  return { primary, workers, channelId: Number(channel.id), senders }
}

/** A bot that may read and post in the channel. */
export async function createBot(sim: SimProcess, username: string, channelId: number): Promise<BotAccount> {
  const { id, token } = await sim.create('/bots', { username })
  await sim.ask('PUT', `/channels/${channelId}/admins/${id}`, {})
  return { id: Number(id), token: token ?? '' }
}
