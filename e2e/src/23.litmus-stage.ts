/**
 * litmus makes a folder of its own before it asks anything, which a server that is only read refuses. This stands between: it says that the folder was
 * made, and puts what is asked of it to the server's own.
 */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** @param target address of the folder that takes its place. @returns where litmus is to go. Ends with the test */
export async function openLitmusStage(target: string): Promise<string> {
  const { hostname, port, pathname } = new URL(target)
  const server = createServer((incoming, answer) => {
    const path = (incoming.url ?? '').replace(/^\/litmus\//, '/').slice(1)
    const isOwnFolder = incoming.url === '/litmus/'
    if (isOwnFolder && (incoming.method === 'MKCOL' || incoming.method === 'DELETE')) {
      incoming.resume()
      answer.writeHead(incoming.method === 'MKCOL' ? 201 : 204).end()
      return
    }
    const options = { hostname, port, path: pathname + path, method: incoming.method, headers: incoming.headers }
    const outgoing = request(options, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      if (isOwnFolder) void text(response).then((said) => answer.end(said.replace(`>${pathname}<`, '>/litmus/<')))
      else response.pipe(answer)
    })
    outgoing.on('error', () => answer.destroy())
    incoming.pipe(outgoing)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
