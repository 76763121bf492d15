/** The obvious implementation in a process of its own, on the same simulated Telegram as the real server. */
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { MeasuredProcess } from './measured-process.js'
import type { DcInfo, SimProcess } from './sim-process.js'
import { createBot } from './stage.js'

const PROGRAM = fileURLToPath(import.meta.resolve('./programs/naive-server.js'))

export interface NaiveOptions {
  readonly dcs: readonly DcInfo[]
  readonly tokens: readonly string[]
  readonly channelId: number
}

const ready = z.object({ url: z.string() })

export class NaiveProcess implements AsyncDisposable {
  private constructor(
    readonly process: MeasuredProcess,
    private readonly sim: SimProcess,
    private readonly ownerId: number,
    private readonly channelId: number,
  ) {}

  /** With bots and a channel of its own. */
  static async start(sim: SimProcess, bots: number): Promise<NaiveProcess> {
    const owner = await sim.create('/users', { firstName: 'Owner' })
    const channel = await sim.create('/channels', { title: 'Files', creatorId: owner.id })
    const channelId = Number(channel.id)
    const accounts = await Promise.all(Array.from({ length: bots }, (_, i) => createBot(sim, `n${i}_bot`, channelId)))
    const options: NaiveOptions = { dcs: sim.dcs, tokens: accounts.map(({ token }) => token), channelId }
    const process = await MeasuredProcess.start(
      { script: PROGRAM, args: [JSON.stringify(options)], cwd: sim.directory },
      (line) => ready.safeParse(line).success,
    )
    return new NaiveProcess(process, sim, Number(owner.id), channelId)
  }

  /** @returns where it serves a new made-up file */
  async link(sizeBytes: number): Promise<{ url: string; sizeBytes: number; fileId: string }> {
    const file = await this.sim.create('/files', { synthetic: { size: sizeBytes } })
    const draft = { from: this.ownerId, chat: { type: 'channel', id: this.channelId }, media: file.id }
    const { id } = await this.sim.create('/messages', draft)
    return { url: `${ready.parse(this.process.ready).url}/${id}`, sizeBytes, fileId: String(file.id) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]()
  }
}
