/** The load client in its process, as an object: orders go out, reports come back, in any order. */
import { fileURLToPath } from 'node:url'
import type {
  FromLoadClient,
  Order,
  ProbeOrder,
  ProbeReport,
  ReadOrder,
  ReadReport,
  ToLoadClient,
} from './load/order.js'
import { MeasuredProcess } from './measured-process.js'

const PROGRAM = fileURLToPath(import.meta.resolve('./programs/load-client.js'))

interface Waiting {
  readonly resolve: (report: FromLoadClient['report']) => void
  readonly reject: (error: Error) => void
}

export class LoadClient implements AsyncDisposable {
  readonly #waiting = new Map<number, Waiting>()
  #process: MeasuredProcess | null = null
  #nextId = 0
  readonly #abort = () => this.#giveUp(this.signal.reason as Error)

  private constructor(private readonly signal: AbortSignal) {}

  static async start(cwd: string, signal: AbortSignal): Promise<LoadClient> {
    const client = new LoadClient(signal)
    const onLine = (line: object) => client.#reported(line as FromLoadClient)
    client.#process = await MeasuredProcess.start({ script: PROGRAM, cwd, onLine }, (line) => 'isReady' in line)
    void client.#process.ended.then(() => client.#giveUp(new Error('The load client has ended')))
    signal.addEventListener('abort', client.#abort, { once: true })
    return client
  }

  get process(): MeasuredProcess {
    if (!this.#process) throw new Error('The load client has not started')
    return this.#process
  }

  async read(order: ReadOrder): Promise<ReadReport> {
    return (await this.#order({ kind: 'read', order })) as ReadReport
  }

  async probe(order: ProbeOrder): Promise<ProbeReport> {
    return (await this.#order({ kind: 'probe', order })) as ProbeReport
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal.removeEventListener('abort', this.#abort)
    await this.#process?.[Symbol.asyncDispose]()
  }

  #order(order: Order): Promise<FromLoadClient['report']> {
    this.signal.throwIfAborted()
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.process.send({ id, ...order } satisfies ToLoadClient)
    })
  }

  #reported({ id, report }: FromLoadClient): void {
    this.#waiting.get(id)?.resolve(report)
    this.#waiting.delete(id)
  }

  #giveUp(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
