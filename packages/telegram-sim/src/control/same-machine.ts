/**
 * Keeps web pages out. The control interface has no password, so it answers only requests addressed to a loopback name
 * (a page that rebinds its own name to 127.0.0.1 still sends that name) and only pages it served itself.
 */
export interface BrowserHeaders {
  readonly host: string | undefined
  readonly origin: string | undefined
  /** Sec-Fetch-Site. */
  readonly site: string | undefined
}

/** Why the request is refused, or null. */
export function refusal({ host, origin, site }: BrowserHeaders): string | null {
  if (host === undefined || !isLoopbackName(host)) {
    return 'the Host header must be localhost, 127.x.x.x or [::1]: call the address the simulator printed'
  }
  if (origin !== undefined && origin !== `http://${host}`) return 'pages of other origins may not call the simulator'
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'other sites may not call the simulator'
  return null
}

function isLoopbackName(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host)
}
