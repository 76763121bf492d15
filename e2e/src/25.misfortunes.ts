/**
 * Instances behind HAProxy, each with a clock and a share of the workers of its own, of which one at a time is killed, stopped or made to stand
 * still, and comes back with nothing but the database.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Account } from '@streambot/telegram-sim'
import { onTestFinished } from 'vitest'
import { chance } from './25.chance.js'
import { Instances } from './25.instances.js'
import { Proxy } from './26.proxy.js'
import type { ChildServer } from './child-server.js'
import { freePort } from './free-port.js'

/** What the instance in each place is given; the last one comes later than the others. */
const PLACES: readonly { readonly clockAheadMs: number; readonly workers: readonly number[] }[] = [
  { clockAheadMs: 0, workers: [0, 1] },
  { clockAheadMs: 170_000, workers: [2, 3] },
  { clockAheadMs: -170_000, workers: [] },
  { clockAheadMs: 60_000, workers: [1, 2] },
]
const AT_FIRST = 3
const STANDS_STILL_MS = 5_000

export interface MisfortunesOptions {
  readonly seed: string
  readonly env: Readonly<Record<string, string>>
  /** Right after an instance was killed. */
  readonly onKilled: () => void
}

export class Misfortunes {
  killed = 0
  stopped = 0
  stoodStill = 0
  readonly #running = new Map<number, ChildServer>()

  private constructor(
    readonly instances: Instances,
    readonly admin: Account,
    readonly proxy: Proxy,
    /** Of the load balancer. */
    readonly baseUrl: string,
    private readonly ports: readonly number[],
    private readonly random: () => number,
    private readonly options: MisfortunesOptions,
  ) {}

  /** Resolves when all but the last are there, and one of them answers people. */
  static async create(options: MisfortunesOptions): Promise<Misfortunes> {
    const front = await freePort()
    const ports: number[] = []
    for (const _ of PLACES) ports.push(await freePort())
    const baseUrl = `http://127.0.0.1:${front}`
    const env = { BASE_URL: baseUrl, TRUST_PROXY: '127.0.0.1', SHUTDOWN_GRACE_SECONDS: '3', ...options.env }
    const instances = await Instances.create({ workers: 4, env })
    const admin = instances.telegram.sim.world.createUser({ firstName: 'Root' })
    const proxy = await Proxy.start('haproxy', { port: front, upstreams: ports })
    onTestFinished(() => proxy[Symbol.asyncDispose]())
    const random = chance(options.seed)
    const misfortunes = new Misfortunes(instances, admin, proxy, baseUrl, ports, random, options)
    for (let place = 0; place < AT_FIRST; place++) await misfortunes.#start(place)
    await instances.onDuty()
    await proxy.hasUp(AT_FIRST)
    return misfortunes
  }

  /** From 0 to 1; the same in every run with the same seed. */
  chance(): number {
    return this.random()
  }

  /** Addresses of the instances that are there. */
  get there(): string[] {
    return [...this.#running.keys()].map((place) => this.#baseUrlOf(place))
  }

  /** The one more. */
  async add(): Promise<void> {
    await this.#start(this.ports.length - 1)
  }

  /** What visitors got by the load balancer from the one that came later. */
  sentByLast(): Promise<number> {
    return this.proxy.sentBy(this.ports.length)
  }

  /** Strikes one of those that are there; resolves when all are there again. */
  async strike(): Promise<void> {
    const places = [...this.#running.keys()]
    const place = places[Math.floor(this.random() * places.length)] ?? 0
    const fate = this.random()
    if (fate < 0.5) return this.kill(place)
    if (fate < 0.8) return this.#stop(place)
    return this.#holdUp(place)
  }

  /** The one in that place. */
  async kill(place = 0): Promise<void> {
    const child = this.#at(place)
    this.#running.delete(place)
    this.killed++
    await this.instances.kill(child)
    this.options.onKilled()
    await this.#start(place)
  }

  async #stop(place: number): Promise<void> {
    const child = this.#at(place)
    this.#running.delete(place)
    this.stopped++
    await this.instances.stop(child)
    await this.#start(place)
  }

  async #holdUp(place: number): Promise<void> {
    const child = this.#at(place)
    this.stoodStill++
    child.kill('SIGSTOP')
    await delay(STANDS_STILL_MS)
    child.kill('SIGCONT')
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.values()].map((child) => this.instances.stop(child)))
    this.#running.clear()
  }

  #at(place: number): ChildServer {
    const child = this.#running.get(place)
    if (!child) throw new Error('Nobody is there')
    return child
  }

  #baseUrlOf(place: number): string {
    return `http://127.0.0.1:${this.ports[place]}`
  }

  async #start(place: number): Promise<void> {
    const { clockAheadMs, workers } = PLACES[place] ?? { clockAheadMs: 0, workers: [] }
    const env = {
      PORT: String(this.ports[place]),
      ADMINS: String(this.admin.id),
      ADDITIONAL_BOT_TOKENS: workers.map((worker) => this.instances.telegram.workers[worker]?.token).join(' '),
    }
    this.#running.set(place, await this.instances.start(env, { clockAheadMs }))
  }
}
