/** Why the server cannot listen where it was told to, and what to change. */
import { StreamBotError } from '../core/errors.js'

export function toListenError(error: unknown, address: { host: string; port: number }): StreamBotError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const explained =
    EXPLAINED[code]?.(address) ?? `The server cannot listen on ${address.host}:${address.port}: ${String(error)}`
  return new StreamBotError('bad_config', explained, { cause: error })
}

const noAddress = ({ host }: { host: string }) =>
  `BIND_ADDRESS "${host}" is no address: set it to one such as 0.0.0.0 or 127.0.0.1, or remove it.`

const EXPLAINED: Readonly<Record<string, (address: { host: string; port: number }) => string>> = {
  EADDRINUSE: ({ host, port }) =>
    `Port ${port} is in use on ${host}: stop the other program, or set PORT to another number.`,
  EACCES: ({ port }) => `Port ${port} may not be used by this user: set PORT to a number above 1023.`,
  EADDRNOTAVAIL: ({ host }) =>
    `This machine has no address ${host}: set BIND_ADDRESS to one of its own, or remove it to listen on all.`,
  ENOTFOUND: noAddress,
  EAI_AGAIN: noAddress, // no name server could be asked
}
