/** The file name in a Content-Disposition header (RFC 6266), the extended form before the plain one; null without a name. */
export function attachedName(header: string): string | null {
  const extended = /(?:^|;)\s*filename\*\s*=\s*UTF-8'[^']*'([^;\s]+)/i.exec(header)?.[1]
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended)
    } catch {
      return null
    }
  }
  const quoted = /(?:^|;)\s*filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]
  if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1')
  return /(?:^|;)\s*filename\s*=\s*([^;\s"]+)/i.exec(header)?.[1] ?? null
}

/** A plain name has to arrive as it is; of a name with anything the server may have to replace, only that there is one. */
export function isNameKept(sent: string, arrived: string | null): boolean {
  const isPlain = /^[\p{L}\p{N}_(][\p{L}\p{N} _.,()+-]*$/u.test(sent) && sent.length <= 100 && !/[ .]$/.test(sent)
  return isPlain ? arrived === sent.normalize('NFC') : arrived !== null && arrived !== ''
}
