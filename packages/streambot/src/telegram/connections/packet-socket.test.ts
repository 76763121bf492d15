import { getEventListeners, once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { PacketSocket, type Endpoint } from './packet-socket.js'

/** What the socket said and took, as it happened. */
class Witness {
  readonly packets: Buffer[] = []
  readonly ends: Error[] = []
  readonly lent = new Set<Uint8Array>()
  progress = 0
  #wake = () => {}

  readonly slabs = {
    take: (length: number) => {
      const slab = new Uint8Array(length)
      this.lent.add(slab)
      return slab
    },
    giveBack: (slab: Uint8Array) => {
      expect(this.lent.delete(slab)).toBe(true)
    },
  }

  readonly events = {
    onPacket: (packet: Uint8Array) => {
      this.packets.push(Buffer.from(packet))
      this.slabs.giveBack(packet)
      this.#wake()
    },
    onProgress: () => {
      this.progress++
      this.#wake()
    },
    onClose: (reason: Error) => {
      this.ends.push(reason)
      this.#wake()
    },
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => (this.#wake = resolve))
  }
}

async function listen(): Promise<{ endpoint: Endpoint; accepted: Promise<Socket> }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection').then(([socket]: Socket[]) => {
    socket?.on('error', () => {})
    onTestFinished(() => void socket?.destroy())
    return socket as Socket
  })
  onTestFinished(() => void server.close())
  return { endpoint: { host: '127.0.0.1', port: (server.address() as AddressInfo).port }, accepted }
}

async function setUp(signal = new AbortController().signal) {
  const { endpoint, accepted } = await listen()
  const witness = new Witness()
  const socket = await PacketSocket.open(endpoint, witness.slabs, witness.events, signal)
  onTestFinished(() => socket.close(new Error('The test is over')))
  return { socket, witness, telegram: await accepted }
}

/** Everything that comes until so many bytes are there. */
async function read(socket: Socket, length: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0)
  while (bytes.length < length) {
    const chunk = socket.read() as Buffer | null
    if (chunk) bytes = Buffer.concat([bytes, chunk])
    else await once(socket, 'readable')
  }
  return bytes
}

/** Its other end is gone, politely or not. */
function closed(socket: Socket): Promise<void> {
  socket.resume()
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

function packet(body: Uint8Array): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt32LE(body.byteLength)
  return Buffer.concat([header, body])
}

describe('PacketSocket', () => {
  it('hands on packets of any size whole and in order, however the network cuts them', async () => {
    const { witness, telegram } = await setUp()
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 300_000 })), {
      minLength: 1,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 70_000 }), async (lengths, cut) => {
        witness.packets.length = 0
        const bodies = lengths.map((length, i) => Buffer.alloc(length, i + 1))
        const stream = Buffer.concat(bodies.map(packet))
        for (let at = 0; at < stream.length; at += cut) {
          // Each piece by itself, or the kernel would join them again.
          await new Promise((resolve) => telegram.write(stream.subarray(at, at + cut), resolve))
          if (stream.length / cut < 50) await new Promise((resolve) => setImmediate(resolve))
        }
        await witness.until(() => witness.packets.length === bodies.length)
        for (const [i, body] of bodies.entries()) expect(witness.packets[i]?.equals(body)).toBe(true)
        expect(witness.lent.size).toBe(0)
      }),
      { numRuns: 30 },
    )
  })

  it('announces the transport first and puts its length before each packet', async () => {
    const { socket, telegram } = await setUp()
    socket.send(Uint8Array.of(1, 2, 3))
    socket.send(Uint8Array.of(4))
    expect([...(await read(telegram, 16))]).toEqual([0xee, 0xee, 0xee, 0xee, 3, 0, 0, 0, 1, 2, 3, 1, 0, 0, 0, 4])
  })

  it.each([0, 16 * 1024 * 1024 + 1, 0x7fffffff, 0xffffffff])(
    'closes on a length of %i without making room for it',
    async (length) => {
      const { witness, telegram } = await setUp()
      const header = Buffer.alloc(64, 1)
      header.writeUInt32LE(length)
      telegram.write(header)
      await witness.until(() => witness.ends.length > 0)
      expect(witness.ends.map(String)).toEqual([`Error: A packet of ${length} bytes is not MTProto`])
      expect(witness.packets).toEqual([])
      expect(witness.lent.size).toBe(0)
    },
  )

  it('gives the buffer of a packet that came half-way back, once, whoever closes', async () => {
    for (const side of ['ours', 'theirs', 'reset'] as const) {
      const { socket, witness, telegram } = await setUp()
      telegram.write(packet(Buffer.alloc(200_000)).subarray(0, 100_000))
      await witness.until(() => witness.lent.size === 1 && witness.progress > 1)
      if (side === 'ours') socket.close(new Error('Enough'))
      if (side === 'theirs') telegram.end()
      if (side === 'reset') telegram.resetAndDestroy()
      await witness.until(() => witness.ends.length > 0)
      expect(witness.lent.size, side).toBe(0)
      socket.close(new Error('Again'))
      expect(witness.ends, side).toHaveLength(1)
    }
  })

  it('says that Telegram hung up, or what the connection failed with', async () => {
    const polite = await setUp()
    polite.telegram.end()
    await polite.witness.until(() => polite.witness.ends.length > 0)
    expect(polite.witness.ends[0]?.message).toBe('Telegram closed the connection')

    const rude = await setUp()
    rude.telegram.resetAndDestroy()
    await rude.witness.until(() => rude.witness.ends.length > 0)
    expect(rude.witness.ends[0]).toMatchObject({ code: 'ECONNRESET' })
  })

  it('takes no harm from sending into a connection that is reset', async () => {
    const { socket, witness, telegram } = await setUp()
    telegram.resetAndDestroy()
    for (let i = 0; witness.ends.length === 0; i++) {
      socket.send(new Uint8Array(100_000))
      await new Promise((resolve) => setImmediate(resolve))
    }
    socket.send(new Uint8Array(10))
    expect(witness.ends).toHaveLength(1)
    expect(['ECONNRESET', 'EPIPE']).toContain((witness.ends[0] as NodeJS.ErrnoException).code)
  })

  it('delivers nothing after it was closed, though the rest of the packet is on its way', async () => {
    const { socket, witness, telegram } = await setUp()
    telegram.write(packet(Buffer.alloc(50_000)).subarray(0, 40_000))
    await witness.until(() => witness.lent.size === 1 && witness.progress > 1)
    socket.close(new Error('Enough'))
    const { progress } = witness
    telegram.write(Buffer.alloc(60_000))
    await closed(telegram)
    expect(witness.packets).toEqual([])
    expect(witness.progress).toBe(progress)
  })

  it('may be closed by whoever receives a packet', async () => {
    const { endpoint, accepted } = await listen()
    const witness = new Witness()
    const socket: PacketSocket = await PacketSocket.open(
      endpoint,
      witness.slabs,
      {
        ...witness.events,
        onPacket: (bytes) => {
          witness.events.onPacket(bytes)
          socket.close(new Error('Seen enough'))
        },
      },
      new AbortController().signal,
    )
    const telegram = await accepted
    telegram.write(Buffer.concat([packet(Buffer.alloc(8, 1)), packet(Buffer.alloc(8, 2))]))
    await closed(telegram)
    expect(witness.packets).toEqual([Buffer.alloc(8, 1)])
    expect(witness.ends.map(String)).toEqual(['Error: Seen enough'])
    expect(witness.lent.size).toBe(0)
  })

  it('is given up with the reason of the signal while it connects, and leaves nothing open', async () => {
    const { endpoint, accepted } = await listen()
    const witness = new Witness()
    const stop = new AbortController()
    const opening = PacketSocket.open(endpoint, witness.slabs, witness.events, stop.signal)
    await new Promise((resolve) => process.nextTick(resolve)) // the connection is begun, and nobody has answered
    const reason = new Error('Nobody waits any more')
    stop.abort(reason)
    await expect(opening).rejects.toBe(reason)
    await closed(await accepted)
    expect(witness.ends).toEqual([reason])
  })

  it('is not opened for a signal that is aborted already', async () => {
    const reason = new Error('Nobody waits any more')
    const witness = new Witness()
    const endpoint = { host: '127.0.0.1', port: 1 }
    const opening = PacketSocket.open(endpoint, witness.slabs, witness.events, AbortSignal.abort(reason))
    await expect(opening).rejects.toBe(reason)
  })

  it('outlives the signal it was opened with, and leaves no listener on it', async () => {
    const stop = new AbortController()
    const { witness, telegram } = await setUp(stop.signal)
    expect(getEventListeners(stop.signal, 'abort')).toEqual([])
    stop.abort()
    telegram.write(packet(Buffer.alloc(8, 1)))
    await witness.until(() => witness.packets.length === 1)
    expect(witness.ends).toEqual([])
  })

  it('says at once that nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const witness = new Witness()
    const opening = PacketSocket.open(
      { host: '127.0.0.1', port },
      witness.slabs,
      witness.events,
      new AbortController().signal,
    )
    await expect(opening).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})
