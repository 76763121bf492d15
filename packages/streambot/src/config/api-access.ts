/** Which programs may use the API: from where, and by what besides its own tokens. */
import { splitList } from '../core/split-list.js'
import type { EnvReader } from './env-reader.js'
import { isBlock } from './trusted-proxies.js'

const SHORT_TOKEN = 16

/** Addresses and CIDR blocks; empty: everybody with a token. */
export function readApiAllowedAddresses(reader: EnvReader): string[] {
  const name = 'API_ALLOWED_ADDRESSES'
  const entries = splitList(reader.text(name))
  for (const entry of entries) {
    if (isBlock(entry)) continue
    reader.invalid(
      name,
      `holds "${entry}": list addresses and blocks such as 192.0.2.7 or 10.0.0.0/8; leave it out to let in everybody with a token`,
    )
  }
  return entries
}

/** As integrations have it already, so any text will do that can stand in a header. null: none. */
export function readLogsAccessToken(reader: EnvReader): string | null {
  const name = 'LOGS_ACCESS_TOKEN'
  const token = reader.text(name)
  if (token === null) return null
  if (!/^[\x21-\x7e]{1,512}$/.test(token)) {
    reader.invalid(
      name,
      'must have 1 to 512 letters, digits and signs, without spaces, as `openssl rand -hex 16` prints',
    )
  } else if (token.length < SHORT_TOKEN) {
    reader.notes.push(`${name} is short enough to be guessed: take one of ${SHORT_TOKEN} characters or more`)
  }
  return token
}
