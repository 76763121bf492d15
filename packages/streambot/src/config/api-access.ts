/** Which programs may use the API: from where, and by what besides its own tokens. */
import { splitList } from '../core/split-list.js'
import type { EnvReader } from './env-reader.js'
import { isBlock } from './trusted-proxies.js'

/** Shorter ones can be guessed. */
const MIN_TOKEN = 16
const MAX_TOKEN = 512

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

/** As integrations have it already, so any text will do that can stand in a header and is not to be guessed. null: none. */
export function readLogsAccessToken(reader: EnvReader): string | null {
  const name = 'LOGS_ACCESS_TOKEN'
  const token = reader.text(name)
  if (token === null) return null
  if (!/^[\x21-\x7e]+$/.test(token) || token.length < MIN_TOKEN || token.length > MAX_TOKEN) {
    reader.invalid(
      name,
      `must have ${MIN_TOKEN} to ${MAX_TOKEN} letters, digits and signs, without spaces, as \`openssl rand -hex 16\` prints`,
    )
  }
  return token
}
