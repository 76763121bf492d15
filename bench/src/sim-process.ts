/** The simulated Telegram in a process of its own, driven through its control interface. */
import type { NetworkPreset, NetworkShape } from '@streambot/telegram-sim'
import { z } from 'zod'
import { makeDirectory, removeDirectory } from './leftovers.js'
import { mainOf, MeasuredProcess } from './measured-process.js'

const MAIN = mainOf(import.meta.resolve('@streambot/telegram-sim'))
const ANSWER_TIMEOUT_MS = 35_000

const dc = z.object({ id: z.number(), host: z.string(), port: z.number(), publicKeyPem: z.string() })
const ready = z.object({ control: z.string(), dcs: z.array(dc) })
const created = z.object({ id: z.union([z.number(), z.string()]), token: z.string().nullish() })
const tally = z.record(z.string(), z.number())
const counters = z.object({
  calls: tally,
  errors: tally,
  bytesByFile: tally,
  bytesByAccount: tally,
  fileBytes: z.number(),
  partsAfterClientLeft: z.number(),
  authorizationExports: tally,
})
const connection = z.object({
  dcId: z.number(),
  accountId: z.number().nullable(),
  openedAt: z.number(),
  runningCalls: z.number(),
  fileBytes: z.number(),
})
const call = z.object({ fileId: z.string().nullable(), startedAt: z.number(), limit: z.number().nullable() })

export type DcInfo = z.infer<typeof dc>
export type Network = NetworkPreset | NetworkShape

export class SimProcess implements AsyncDisposable {
  constructor(
    readonly process: MeasuredProcess,
    readonly dcs: readonly DcInfo[],
    private readonly control: string,
    /** The working directory of all processes of this run, gone with the simulator. */
    readonly directory: string,
    private readonly signal: AbortSignal,
  ) {}

  async create(path: string, body: object): Promise<z.infer<typeof created>> {
    return created.parse(await this.ask('POST', path, body))
  }

  async setNetwork(network: Network): Promise<void> {
    await this.ask('PUT', '/network', typeof network === 'string' ? { preset: network } : { shape: network })
  }

  async counters(): Promise<z.infer<typeof counters>> {
    return counters.parse(await this.ask('GET', '/counters'))
  }

  async resetCounters(): Promise<void> {
    await this.ask('DELETE', '/counters')
    await this.ask('DELETE', '/calls')
  }

  async connections(): Promise<z.infer<typeof connection>[]> {
    return z.array(connection).parse(await this.ask('GET', '/connections'))
  }

  /** upload.getFile calls that have ended. */
  async partCalls(): Promise<z.infer<typeof call>[]> {
    return z.array(call).parse(await this.ask('GET', '/calls?method=upload.getFile'))
  }

  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(new URL(path, this.control), {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      signal: AbortSignal.any([this.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.status === 204 ? {} : await response.json()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]()
    await removeDirectory(this.directory)
  }
}

export async function startSim(network: Network, signal: AbortSignal): Promise<SimProcess> {
  const cwd = await makeDirectory()
  const isReady = (line: object) => ready.safeParse(line).success
  const process = await MeasuredProcess.start({ script: MAIN, cwd }, isReady)
  const { control, dcs } = ready.parse(process.ready)
  const sim = new SimProcess(process, dcs, control, cwd, signal)
  try {
    await sim.setNetwork(network)
    return sim
  } catch (error) {
    await sim[Symbol.asyncDispose]()
    throw error
  }
}
