/** Which links a text names: by their address, wherever that leads to, by their token, or by their id. */

/** A message has no room for more. */
const MAX_LINKS = 100
const IN_ADDRESS = /\/(?:dl|stream|watch|b)\/([A-Za-z0-9_-]{40,64})(?![A-Za-z0-9_-])/g
const TOKEN = /^[A-Za-z0-9_-]{40,64}$/
const ID = /^[0-9a-f]{16}$/

export interface NamedLinks {
  readonly tokens: readonly string[]
  readonly ids: readonly string[]
}

export function linksInText(text: string): NamedLinks {
  const words = text.split(/\s+/)
  const inAddresses = [...text.matchAll(IN_ADDRESS)].map(([, token = '']) => token)
  const tokens = new Set([...inAddresses, ...words.filter((word) => TOKEN.test(word))])
  const ids = new Set(words.filter((word) => ID.test(word)))
  return { tokens: [...tokens].slice(0, MAX_LINKS), ids: [...ids].slice(0, MAX_LINKS) }
}
