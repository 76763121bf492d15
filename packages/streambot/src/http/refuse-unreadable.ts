/** Answers what is no HTTP at all, or not in time: there is no request object to answer through. */
import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { logRequestUnreadable } from '../events.js'
import type { Logger } from '../logger.js'
import { CLOSED_HEADERS } from './common-headers.js'
import { HttpError, toErrorResponse, toProblem } from './error-response.js'
import { mayTakeTime } from './slow-bodies.js'

const STATUS_OF: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/**
 * The error has with it what was sent, which may be anybody's secret: the log gets its code.
 * @param isAnswering part of an earlier answer is there already: another one would stand in the middle of a file
 */
export function refuseUnreadable(
  error: Error & { code?: string },
  socket: Socket,
  logger: Logger,
  isAnswering: boolean,
): void {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && mayTakeTime(socket)) return
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = STATUS_OF[error.code ?? ''] ?? 400
  const requestId = randomUUID()
  logRequestUnreadable(logger, {
    requestId,
    address: socket.remoteAddress ?? null,
    code: error.code ?? error.name,
    status,
  })
  if (isAnswering) {
    socket.destroy()
    return
  }
  const problem = toErrorResponse(new HttpError(status === 431 ? 'request_too_large' : 'bad_request', {}, status))
  const body = toProblem(problem)
  const headers = {
    connection: 'close',
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...CLOSED_HEADERS,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, () => socket.destroy())
}
