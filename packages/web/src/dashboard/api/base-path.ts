/** What a proxy leaves in front of every path: the page knows its own address, and that it lies at `/admin`. */
export function basePathOf(pathname: string): string {
  return pathname.replace(/\/admin\/?$/, '').replace(/\/+$/, '')
}
