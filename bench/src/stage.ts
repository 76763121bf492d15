/**
 * The simulated Telegram and the real server, each in a process of its own, so that each one's cost is known. One person's
 * file is put, sent and linked through the simulator's control interface.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { MeasuredProcess } from './measured-process.js'

const SIM = mainOf(import.meta.resolve('@streambot/telegram-sim'))
const SERVER = mainOf(import.meta.resolve('streambot'))
const ANSWER_TIMEOUT_MS = 30_000

const simReady = z.object({ control: z.string(), dcs: z.array(z.unknown()) })
const serverReady = z.object({ baseUrl: z.string() })
const created = z.object({ id: z.union([z.number(), z.string()]), token: z.string().nullish() })
const message = z.object({ text: z.string() })

export interface StageOptions {
  readonly workers: number
  readonly preset: string
}

export class Stage implements AsyncDisposable {
  private constructor(
    readonly sim: MeasuredProcess,
    readonly server: MeasuredProcess,
    private readonly control: string,
    private readonly people: { readonly adaId: number; readonly botId: number },
    private readonly directory: string,
  ) {}

  static async open(options: StageOptions): Promise<Stage> {
    const directory = await mkdtemp(join(tmpdir(), 'streambot-bench-'))
    const sim = await MeasuredProcess.start(
      SIM,
      ['--preset', options.preset],
      { cwd: directory },
      (line) => simReady.safeParse(line).success,
    )
    const { control, dcs } = simReady.parse(sim.ready)
    const post = async (path: string, body: object) => created.parse(await ask(control, 'POST', path, body))
    const owner = await post('/users', { firstName: 'Owner' })
    const ada = await post('/users', { firstName: 'Ada' })
    const bots = await Promise.all(
      Array.from({ length: options.workers + 1 }, (_, i) => post('/bots', { username: `b${i}_bot` })),
    )
    const channel = await post('/channels', { title: 'Log', creatorId: owner.id })
    for (const bot of bots) await ask(control, 'PUT', `/channels/${channel.id}/admins/${bot.id}`, {})
    const [primary, ...workers] = bots.map((bot) => bot.token ?? '')
    const server = await MeasuredProcess.start(
      SERVER,
      [],
      {
        cwd: directory,
        env: {
          API_ID: '1',
          API_HASH: '0'.repeat(32),
          BOT_TOKEN: primary ?? '',
          ADDITIONAL_BOT_TOKENS: workers.join(','),
          LOG_CHANNEL: `-100${channel.id}`,
          BIND_ADDRESS: '127.0.0.1',
          PORT: '0',
          TELEGRAM_DC_LIST: JSON.stringify(dcs),
          LOG_FORMAT: 'json',
        },
      },
      (line) => serverReady.safeParse(line).success,
    )
    return new Stage(sim, server, control, { adaId: Number(ada.id), botId: Number(bots[0]?.id) }, directory)
  }

  /** @returns the download link of a made-up file */
  async link(sizeBytes: number): Promise<string> {
    const { adaId, botId } = this.people
    const file = created.parse(await ask(this.control, 'POST', '/files', { synthetic: { size: sizeBytes } }))
    const sent = z.object({ id: z.number() }).parse(
      await ask(this.control, 'POST', '/messages', {
        from: adaId,
        chat: { type: 'user', id: botId },
        media: file.id,
      }),
    )
    const query = `viewer=${adaId}&after=${sent.id}&timeoutMs=${ANSWER_TIMEOUT_MS}`
    const answer = message.parse(await ask(this.control, 'GET', `/chats/user/${botId}/next?${query}`))
    const link = /http\S+\/dl\/\S+/.exec(answer.text)?.[0]
    if (!link) throw new Error(`There is no link in the answer: ${answer.text}`)
    return link
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]()
    await this.sim[Symbol.asyncDispose]()
    await rm(this.directory, { recursive: true, force: true })
  }
}

async function ask(control: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(new URL(path, control), {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS + 5000),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.status === 204 ? {} : await response.json()
}

/** A package's program lies beside its door. */
function mainOf(door: string): string {
  return fileURLToPath(new URL('main.js', door))
}
