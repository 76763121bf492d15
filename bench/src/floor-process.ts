/** The floor in a process of its own, fed by this one. */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { MIB } from './figures.js'
import { MeasuredProcess } from './measured-process.js'

const PROGRAM = fileURLToPath(import.meta.resolve('./programs/floor-server.js'))

const ready = z.object({ url: z.string(), aes: z.string() })

export class FloorProcess implements AsyncDisposable {
  private constructor(
    readonly process: MeasuredProcess,
    private readonly feeder: Server,
  ) {}

  /** @param sizeBytes whole MiB */
  static async start(cwd: string, sizeBytes: number): Promise<FloorProcess> {
    const feeder = createServer({ noDelay: true }, (socket) => feed(socket, sizeBytes)).listen(0, '127.0.0.1')
    await once(feeder, 'listening')
    const { port } = feeder.address() as AddressInfo
    try {
      const args = [String(port), String(sizeBytes)]
      const isReady = (line: object) => ready.safeParse(line).success
      return new FloorProcess(await MeasuredProcess.start({ script: PROGRAM, args, cwd }, isReady), feeder)
    } catch (error) {
      feeder.close()
      throw error
    }
  }

  get url(): string {
    return ready.parse(this.process.ready).url
  }

  /** native or wasm. */
  get aes(): string {
    return ready.parse(this.process.ready).aes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process[Symbol.asyncDispose]()
    this.feeder.close()
  }
}

function feed(socket: Socket, sizeBytes: number): void {
  const part = Buffer.alloc(MIB, 3)
  let fedBytes = 0
  const more = () => {
    while (fedBytes < sizeBytes) {
      fedBytes += part.length
      if (!socket.write(part)) return
    }
    socket.end()
  }
  socket.on('drain', more).on('error', () => socket.destroy())
  more()
}
