/** Several instances of one bot on one MongoDB, each a process of its own. */
import { join } from 'node:path'
import { MongodbServer } from 'streambot/mongodb-server.fixture'
import { expect, onTestFinished } from 'vitest'
import { ChildServer } from './child-server.js'
import { TestServer, type TestServerOptions } from './test-server.js'

const ON_DUTY = 'This instance answers people from now on'

export class Instances {
  readonly running: ChildServer[] = []
  #started = 0

  private constructor(
    /** Its Telegram and its people; its own server is stopped. */
    readonly telegram: TestServer,
    readonly databaseUrl: string,
  ) {}

  static async create(options: TestServerOptions = {}): Promise<Instances> {
    const mongodb = await MongodbServer.start()
    onTestFinished(() => mongodb[Symbol.asyncDispose]())
    const telegram = await TestServer.create(options)
    await telegram.stop()
    return new Instances(telegram, `${mongodb.url}instances`)
  }

  /** One more. Resolves once it listens. */
  async start(
    env: Readonly<Record<string, string>> = {},
    { clockAheadMs = 0 }: { readonly clockAheadMs?: number } = {},
  ): Promise<ChildServer> {
    const own = {
      DATABASE_URL: this.databaseUrl,
      DATA_DIRECTORY: join(this.telegram.directory, `instance-${++this.#started}`),
      LOG_LEVEL: 'info',
      NODE_OPTIONS: clockAheadMs === 0 ? '' : `--import=${otherClock(clockAheadMs)}`,
    }
    const child = await ChildServer.start({ ...this.telegram.env, ...own, ...env })
    this.running.push(child)
    await child.baseUrl().catch((cause: unknown) => {
      throw new Error(`An instance does not listen: ${child.output}`, { cause })
    })
    return child
  }

  /** As by a power cut. */
  async kill(child: ChildServer): Promise<void> {
    this.#leave(child)
    child.kill('SIGKILL')
    await child.exitCode()
  }

  async stop(child: ChildServer): Promise<void> {
    this.#leave(child)
    child.kill('SIGTERM')
    expect(await child.exitCode(), child.output.slice(-4000)).toBe(0)
  }

  /** Who answers people, once there is somebody. */
  async onDuty(): Promise<ChildServer> {
    await expect.poll(() => this.running.filter(isOnDuty).length, { timeout: 15_000, interval: 20 }).toBe(1)
    const [child] = this.running.filter(isOnDuty)
    if (!child) throw new Error('Nobody is on duty')
    return child
  }

  #leave(child: ChildServer): void {
    this.running.splice(this.running.indexOf(child), 1)
  }
}

/** Whatever the process takes for the time of day is another one. */
function otherClock(aheadMs: number): string {
  const source = `
    const Real = Date
    globalThis.Date = class Date extends Real {
      constructor(...parts) { if (parts.length > 0) super(...parts); else super(Real.now() + ${aheadMs}) }
      static now() { return Real.now() + ${aheadMs} }
    }`
  return `data:text/javascript,${encodeURIComponent(source)}`
}

/** By what it said last. */
export function isOnDuty({ log }: ChildServer): boolean {
  return log.findLast(({ msg }) => msg.includes('answers people from now on'))?.msg === ON_DUTY
}
