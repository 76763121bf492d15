import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { TransportError, type ITelegramConnection } from '@mtcute/core'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PacketTransport } from './packet-transport.js'
import { SlabPool } from './slab-pool.js'

/** A data centre's end of one connection. */
async function setUp(): Promise<{ connection: ITelegramConnection; transport: PacketTransport; telegram: Socket }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const transport = new PacketTransport(new SlabPool())
  const connection = await transport.connect({ ipAddress: '127.0.0.1', port: (server.address() as AddressInfo).port })
  const [telegram] = await accepted
  telegram.on('error', () => {})
  onTestFinished(() => {
    connection.close()
    telegram.destroy()
    server.close()
  })
  return { connection, transport, telegram }
}

function packet(body: Uint8Array): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt32LE(body.byteLength)
  return Buffer.concat([header, body])
}

/** As the library's framed reader does: reads what is there, hands it to the codec. */
async function nextFrame(transport: PacketTransport, connection: ITelegramConnection): Promise<Uint8Array | null> {
  const chunk = new Uint8Array(16 * 1024)
  const length = await connection.read(chunk)
  let available = length
  const tickets = {
    get available() {
      return available
    },
    readSync(count: number) {
      const start = length - available
      available -= count
      return chunk.subarray(start, start + count)
    },
  }
  const codec = transport.packetCodec()
  return codec.decode(tickets as unknown as Parameters<typeof codec.decode>[0], false)
}

describe('PacketTransport', () => {
  it('gives out packets of any size whole and in order, however the network cuts them', async () => {
    const { connection, transport, telegram } = await setUp()
    const sizes = fc.array(fc.oneof(fc.integer({ min: 5, max: 64 }), fc.integer({ min: 5, max: 300_000 })), {
      minLength: 1,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 70_000 }), async (lengths, cut) => {
        const bodies = lengths.map((length, i) => Buffer.alloc(length, i + 1))
        const stream = Buffer.concat(bodies.map(packet))
        for (let at = 0; at < stream.length; at += cut) telegram.write(stream.subarray(at, at + cut))
        for (const body of bodies) {
          const frame = await nextFrame(transport, connection)
          expect(frame && Buffer.from(frame).equals(body)).toBe(true)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('passes an error code of the transport on as such', async () => {
    const { connection, transport, telegram } = await setUp()
    const code = Buffer.alloc(4)
    code.writeInt32LE(-404)
    telegram.write(packet(code))
    const error: unknown = await nextFrame(transport, connection).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TransportError)
    expect(error).toMatchObject({ code: 404 })
  })

  it('closes on a packet that is too long to be one, without making room for it', async () => {
    const { connection, telegram } = await setUp()
    telegram.write(Buffer.from([0xff, 0xff, 0xff, 0x7f]))
    await expect(connection.read(new Uint8Array(16))).rejects.toThrow('is not MTProto')
  })

  it('tells a waiting reader that Telegram hung up', async () => {
    const { connection, telegram } = await setUp()
    const reading = connection.read(new Uint8Array(16))
    telegram.destroy()
    await expect(reading).rejects.toThrow()
  })

  it('says at once that nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    await expect(new PacketTransport(new SlabPool()).connect({ ipAddress: '127.0.0.1', port })).rejects.toThrow(
      'ECONNREFUSED',
    )
  })

  it('writes each frame behind its length', () => {
    const codec = new PacketTransport(new SlabPool()).packetCodec()
    let written = new Uint8Array()
    const into = { writeSync: (length: number) => (written = new Uint8Array(length)) }
    void codec.encode(Uint8Array.of(1, 2, 3, 4, 5), into as unknown as Parameters<typeof codec.encode>[1])
    expect([...written]).toEqual([5, 0, 0, 0, 1, 2, 3, 4, 5])
  })
})
