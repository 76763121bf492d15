/** Programs that send files: the server they send to, bytes that can be told apart, and what came out of the links. */
import { createHash } from 'node:crypto'
import { Program } from './21.program.js'
import { read } from './readers.js'
import { TestServer, type TestServerOptions } from './test-server.js'

export const MIB = 1024 * 1024

/** With Ada as its admin, and a program that may do everything. */
export async function setUp(env: Readonly<Record<string, string>> = {}, start: TestServerOptions['start'] = {}) {
  const server = await TestServer.create({ workers: 1, start })
  await server.restart({ ADMINS: String(server.ada.id), ...env })
  return { server, program: await Program.create(server) }
}

/** Bytes that repeat nowhere a part could be mistaken for another. */
export function bytesOf(length: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  let state = seed
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[at] = state >>> 16
  }
  return bytes
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Of what a link serves. */
export async function sha256Of(link: unknown): Promise<string> {
  return sha256((await read(String(link))).body)
}
