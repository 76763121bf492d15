/** Whose pages may read answers: CORS_ALLOWED_ORIGINS. */
import { splitList } from '../core/split-list.js'
import type { EnvReader } from './env-reader.js'

/** `*`: everybody's. null: nobody's but our own. Each origin as browsers write it. */
export function readAllowedOrigins(reader: EnvReader): '*' | readonly string[] | null {
  const name = 'CORS_ALLOWED_ORIGINS'
  const entries = splitList(reader.text(name))
  if (entries.length === 0) return null
  if (entries.includes('*')) {
    if (entries.length > 1) reader.invalid(name, 'holds * and more: * allows all there are')
    return '*'
  }
  const origins = entries.map((entry) => {
    const origin = toOrigin(entry)
    if (origin === null) {
      reader.invalid(
        name,
        `holds "${entry}": list origins such as https://player.example.org, without a path, or * for everybody`,
      )
    }
    return origin
  })
  return [...new Set(origins.filter((origin) => origin !== null))]
}

function toOrigin(text: string): string | null {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null
  // What is more than an origin, such as a path, would never match what a browser says.
  return url && url.href === `${url.origin}/` ? url.origin : null
}
