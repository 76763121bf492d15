/**
 * Keeps other web sites away from the chat. A page elsewhere may make a browser on this machine call loopback: by its own
 * name pointed at 127.0.0.1 (so the Host header has to be a loopback name), or across origins (so writes come from here).
 */
import type { IncomingHttpHeaders } from 'node:http'

/** null: welcome; otherwise why not. */
export function refuseForeign(method: string, headers: IncomingHttpHeaders): string | null {
  if (!isLoopbackHost(headers.host)) return 'This page answers on this machine only: use its 127.0.0.1 address.'
  if (method === 'GET' || method === 'HEAD') return null
  const { origin } = headers
  if (origin !== undefined && origin !== `http://${headers.host}`) return 'Another web site may not write here.'
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'Another web site may not write here.'
  return null
}

function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host)
}
