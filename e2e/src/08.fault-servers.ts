/** Two servers for many cases: one with a single worker, one with four. Freed buffers are poisoned in both. */
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
  private constructor(private readonly servers: readonly TestServer[]) {}

  static async start(): Promise<FaultServers> {
    const options = {
      env: { MEMORY_LIMIT_MIB: '256' },
      // Telegram and its files are in this process too.
      start: { clientTimings: QUICK, memoryUsage: () => ({ rss: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }) },
    }
    return new FaultServers([
      await TestServer.open({ ...options, workers: 1 }),
      await TestServer.open({ ...options, workers: 4 }),
    ])
  }

  get count(): number {
    return this.servers.length
  }

  /** One after the other on each server, both servers at once. @returns what went wrong */
  async run(casesOf: (serverIndex: number) => readonly Case[]): Promise<string[]> {
    const found = this.servers.map(async (server, index) => {
      const wrong: string[] = []
      for (const { faults, place } of casesOf(index)) {
        const names = faults.map((fault) => fault.name).join(' and ')
        const title = `${names} ${place.position}, data centre ${place.dcId}, of ${server.workers.length} workers`
        const complaint = await suffer(server, faults, place, title)
        if (complaint) wrong.push(`${title}: ${complaint}`)
      }
      return wrong
    })
    return (await Promise.all(found)).flat()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.servers) await server[Symbol.asyncDispose]()
  }
}
