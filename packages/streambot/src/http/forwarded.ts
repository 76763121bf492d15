/** The Forwarded header as a pure function (RFC 7239 §4): a hop for each element, the one nearest to us last. */

export interface Hop {
  /** Who asked that proxy: an address, perhaps with its port, or whatever it calls them. */
  readonly for: string | null
  readonly host: string | null
  readonly proto: string | null
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
/** One pair, and what follows it. Each space can be matched in one way only, so that a header of spaces takes no longer than another. */
const PAIR = new RegExp(`[ \\t]*(?:(${TOKEN})=(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)")[ \\t]*)?(;|,|$)`, 'y')

/** null: it cannot be read, so that nobody can say who is meant. */
export function parseForwarded(header: string): readonly Hop[] | null {
  const hops: Hop[] = []
  let pairs = new Map<string, string>()
  PAIR.lastIndex = 0
  for (;;) {
    const match = PAIR.exec(header)
    if (!match) return null
    const [, name, token, quoted, separator] = match
    if (name !== undefined) {
      const known = name.toLowerCase()
      if (pairs.has(known)) return null
      pairs.set(known, token ?? quoted?.replace(/\\(.)/g, '$1') ?? '')
    }
    if (separator === ';') continue
    if (pairs.size > 0) hops.push(toHop(pairs))
    pairs = new Map()
    if (separator === '') return hops
  }
}

function toHop(pairs: ReadonlyMap<string, string>): Hop {
  return { for: pairs.get('for') ?? null, host: pairs.get('host') ?? null, proto: pairs.get('proto') ?? null }
}
