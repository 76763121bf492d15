/** The simulated Telegram in a process of its own, driven through its control interface. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { mainOf, MeasuredProcess } from './measured-process.js'

const MAIN = mainOf(import.meta.resolve('@streambot/telegram-sim'))
const ANSWER_TIMEOUT_MS = 35_000

const dc = z.object({ id: z.number(), host: z.string(), port: z.number(), publicKeyPem: z.string() })
const ready = z.object({ control: z.string(), dcs: z.array(dc) })
const created = z.object({ id: z.union([z.number(), z.string()]), token: z.string().nullish() })

export class SimProcess implements AsyncDisposable {
  constructor(
    readonly process: MeasuredProcess,
    readonly dcs: z.infer<typeof ready>['dcs'],
    private readonly control: string,
    /** Its working directory, gone with it. */
    readonly directory: string,
  ) {}

  async create(path: string, body: object): Promise<z.infer<typeof created>> {
    return created.parse(await this.ask('POST', path, body))
  }

  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(new URL(path, this.control), {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.status === 204 ? {} : await response.json()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]()
    await rm(this.directory, { recursive: true, force: true })
  }
}

export async function startSim(preset: string): Promise<SimProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'streambot-bench-'))
  const isReady = (line: object) => ready.safeParse(line).success
  const process = await MeasuredProcess.start(MAIN, ['--preset', preset], { cwd: directory }, isReady)
  const { control, dcs } = ready.parse(process.ready)
  return new SimProcess(process, dcs, control, directory)
}
