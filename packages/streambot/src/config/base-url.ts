/** The public address in every spelling people have in their `.env`; the outcome has no slash at the end. */
import type { EnvReader } from './env-reader.js'

/** `HOST` is the public address where it is written as one, else the address to listen on. */
export function isPublicHost(reader: EnvReader): boolean {
  return /^https?:\/\//i.test(reader.text('HOST') ?? '')
}

/** null: not set, links point at this machine. */
export function readBaseUrl(reader: EnvReader, port: number): string | null {
  const hasSsl = reader.flag('HAS_SSL') ?? false
  const noPort = reader.flag('NO_PORT') ?? false
  const domain = reader.text('FQDN')
  const url = reader.textOf('BASE_URL', 'PUBLIC_URL', ...(isPublicHost(reader) ? ['HOST'] : []))
  if (url !== null) {
    if (domain !== null) reader.notes.push('FQDN is ignored because BASE_URL is set')
    return checkUrl(reader, 'BASE_URL', url)
  }
  if (domain === null) {
    reader.notes.push('BASE_URL is not set: links work on this machine only')
    return null
  }
  reader.noteAlias('FQDN', 'BASE_URL')
  if (/^https?:\/\//i.test(domain)) return checkUrl(reader, 'FQDN', domain)
  return checkUrl(reader, 'FQDN', `http${hasSsl ? 's' : ''}://${domain}${noPort ? '' : `:${port}`}`)
}

function checkUrl(reader: EnvReader, name: string, text: string): string | null {
  if (!/^https?:\/\//i.test(text)) {
    reader.invalid(name, `must begin with http:// or https://, such as https://files.example.org, not "${text}"`)
    return null
  }
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
    reader.invalid(name, 'must be an address such as https://files.example.org/path, without user, query or #')
    return null
  }
  // The path becomes a prefix of routes, where other characters have a meaning.
  if (!/^[A-Za-z0-9\-._~/]*$/.test(url.pathname) || url.pathname.includes('//')) {
    reader.invalid(name, 'may have letters, digits, - . _ ~ and single slashes in its path only')
    return null
  }
  return url.origin + url.pathname.replace(/\/$/, '')
}

/** `/files` of `https://example.org/files`; empty without a path. */
export function basePathOf(baseUrl: string | null): string {
  return baseUrl === null ? '' : new URL(baseUrl).pathname.replace(/\/$/, '')
}
