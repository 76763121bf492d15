/** Exit code 0 while the server in this container can serve (`/healthz`), else 1 with the reasons. Needs no more than Node.js. */
import { get } from 'node:http'

const PATIENCE_MS = 8_000

const { PORT, BIND_ADDRESS, HOST } = process.env
const bound = BIND_ADDRESS || HOST || '0.0.0.0'
const host = bound === '0.0.0.0' || bound === '::' ? '127.0.0.1' : bound

function fail(reason) {
  console.error(reason)
  process.exit(1)
}

const request = get({ host, port: PORT || 8080, path: '/healthz', timeout: PATIENCE_MS }, (response) => {
  let body = ''
  response.setEncoding('utf8')
  response.on('data', (text) => (body += text))
  response.on('end', () => (response.statusCode === 200 ? process.exit(0) : fail(body)))
})
request.on('timeout', () => fail(`No answer within ${PATIENCE_MS / 1000} seconds`))
request.on('error', (error) => fail(error.message))
