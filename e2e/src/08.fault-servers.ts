/** Servers for many cases: of two kinds, with a single worker and with four, and two of each, since a case waits more than it works. Freed buffers are poisoned in all. */
import { suffer, type Place } from './08.fault-case.js'
import type { FaultCase } from './08.fault-table.js'
import { TestServer } from './test-server.js'

/** Bots that lost something have it back within moments. */
const QUICK = { probeEveryMs: 500, firstRetryMs: 50, longestRetryMs: 200, longestAccessRetryMs: 200, calmAfterMs: 50 }

export interface Case {
  readonly faults: readonly FaultCase[]
  readonly place: Place
}

export class FaultServers implements AsyncDisposable {
  /** By kind. */
  private constructor(private readonly servers: readonly (readonly TestServer[])[]) {}

  static async start(): Promise<FaultServers> {
    const options = {
      env: { MEMORY_LIMIT_MIB: '256' },
      // Telegram and its files are in this process too.
      start: { clientTimings: QUICK, memoryUsage: () => ({ rss: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }) },
    }
    const twins = (workers: number) => Promise.all([1, 2].map(() => TestServer.open({ ...options, workers })))
    return new FaultServers(await Promise.all([twins(1), twins(4)]))
  }

  /** How many kinds there are. */
  get count(): number {
    return this.servers.length
  }

  /** All servers at once; those of a kind share its cases, and each takes one after the other. @returns what went wrong */
  async run(casesOf: (kind: number) => readonly Case[]): Promise<string[]> {
    const found = this.servers.map((twins, kind) => {
      const left = casesOf(kind).values()
      return Promise.all(twins.map((server) => suffered(server, left)))
    })
    return (await Promise.all(found)).flat(2)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.servers.flat()) await server[Symbol.asyncDispose]()
  }
}

async function suffered(server: TestServer, left: Iterable<Case>): Promise<string[]> {
  const wrong: string[] = []
  for (const { faults, place } of left) {
    const names = faults.map((fault) => fault.name).join(' and ')
    const title = `${names} ${place.position}, data centre ${place.dcId}, of ${server.workers.length} workers`
    const complaint = await suffer(server, faults, place, title)
    if (complaint) wrong.push(`${title}: ${complaint}`)
  }
  return wrong
}
