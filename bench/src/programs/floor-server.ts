/**
 * The least that a server of Telegram's bytes has to do: take them from one socket, decrypt them in place, hash them as
 * MTProto does, write them to another socket. No protocol, no scheduling, no copies. What it costs is the floor.
 */
import { createHash } from 'node:crypto'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { initialiseAesIge } from '@streambot/aes-ige'

const PART_BYTES = 1024 * 1024
const [sourcePort, bodyBytes] = process.argv.slice(2).map(Number)
const key = Buffer.alloc(32, 1)
const iv = Buffer.alloc(32, 2)

const aes = await initialiseAesIge()
const server = createServer({ noDelay: true }, (visitor) => visitor.once('data', () => serve(visitor)))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}/`, aes: aes.kind }))
})

function serve(visitor: Socket): void {
  const idle: Buffer[] = []
  const takeSlab = () => idle.pop() ?? Buffer.allocUnsafeSlow(PART_BYTES)
  let slab = takeSlab()
  let filledBytes = 0
  const source = connect({
    host: '127.0.0.1',
    port: sourcePort ?? 0,
    noDelay: true,
    onread: {
      buffer: () => slab.subarray(filledBytes),
      callback: (bytes) => {
        filledBytes += bytes
        if (filledBytes < PART_BYTES) return true
        const part = slab
        aes.decrypt(part, key, iv, part)
        createHash('sha256').update(part).digest()
        visitor.write(part, () => idle.push(part))
        slab = takeSlab()
        filledBytes = 0
        return !visitor.writableNeedDrain
      },
    },
  })
  visitor.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bodyBytes}\r\nConnection: close\r\n\r\n`)
  visitor.on('drain', () => source.resume())
  visitor.on('error', () => source.destroy()).on('close', () => source.destroy())
  source.on('error', () => visitor.destroy())
}
