/** @param header `Cookie`. @returns null: none. The first of several: browsers send the one for the longest path first (RFC 6265 §5.4) */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name && value !== undefined) return value
  }
  return null
}
