/**
 * What opens a door, and whether some of it stands in a text. Long secrets are found by any piece of them, in whatever way they are written; short
 * ones, which people choose, as whole words; and what looks like a token is one, whether it is known or not. One pass over a text, however many
 * secrets there are.
 */

export interface Leak {
  /** What it opens. */
  readonly what: string
  /** The line around it. */
  readonly where: string
}

/** Pieces of a long secret that are looked for, and how far apart a text is looked at: 15 letters in a row are always found. */
const PIECE = 10
const STRIDE = 6
const LONG = 20
const MIN_WORD = 5
/** `0000000000` says nothing of a secret that has it. */
const MIN_LETTERS = 5
const CONTEXT = 60

const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['what looks like the token of a bot', /\b\d{5,20}:[\w-]{30,}/],
  ['what looks like a token of the API', /\bsb_[\w-]{20,}/],
  ['what looks like the token of a link', /(?:\/|%2F)(?:dl|stream|watch|poster|subtitles|b)(?:\/|%2F)[\w-]{30,}/i],
  ['what looks like a code for the dashboard', /\blogin=[\w-]{10,}/],
  ['what looks like the password of a database', /\bmongodb(?:\+srv)?:\/\/(?!user:password@)[^\s"@/*]+@/i],
]

/** What the logger writes in the place of a secret: somebody logged one. */
const STRUCK_OUT = /\*\*\*/

export class KeptSecrets {
  readonly #pieces = new Map<string, string>()
  readonly #words = new Map<string, string>()
  readonly #known = new Set<string>()
  #wordPattern: RegExp | null = null

  /** @param what it opens, for people */
  learn(what: string, secret: string | Uint8Array): void {
    const key = typeof secret === 'string' ? secret : Buffer.from(secret).toString('hex')
    if (this.#known.has(key)) return
    this.#known.add(key)
    for (const writing of writingsOf(secret)) {
      if (writing.length >= LONG) this.#learnPieces(what, writing)
      else if (writing.length >= MIN_WORD) this.#words.set(writing, what)
    }
    this.#wordPattern = null
  }

  /** All tokens in a text that shows them to whom they belong. */
  learnFrom(what: string, text: string): void {
    for (const pattern of [
      /\/(?:dl|stream|watch|poster|subtitles|b)\/([\w-]{20,})/g,
      /\b(sb_[\w-]{43})/g,
      /\blogin=([\w-]{10,})/g,
      /\b([a-z2-9]{6}(?:-[a-z2-9]{6}){3})\b/g,
    ]) {
      for (const [, token = ''] of text.matchAll(pattern)) this.learn(what, token)
    }
  }

  /** @param isUnstruck nothing but what nobody has to strike out may stand there */
  leaksIn(text: string, isUnstruck = false): Leak[] {
    const leaks = new Map<string, Leak>()
    const found = (what: string, at: number) => {
      if (!leaks.has(what)) leaks.set(what, { what, where: text.slice(Math.max(0, at - CONTEXT), at + CONTEXT) })
    }
    for (let at = 0; at + PIECE <= text.length; at += STRIDE) {
      const what = this.#pieces.get(text.slice(at, at + PIECE))
      if (what !== undefined) found(what, at)
    }
    for (const match of this.#words.size > 0 ? text.matchAll(this.#pattern()) : []) {
      found(this.#words.get(match[1] ?? '') ?? 'a word that opens something', match.index)
    }
    for (const [what, shape] of SHAPES) {
      const match = shape.exec(text)
      if (match) found(what, match.index)
    }
    const struck = isUnstruck ? STRUCK_OUT.exec(text) : null
    if (struck) found('what the logger had to strike out', struck.index)
    return [...leaks.values()]
  }

  #learnPieces(what: string, writing: string): void {
    for (let at = 0; at + PIECE <= writing.length; at++) {
      const piece = writing.slice(at, at + PIECE)
      if (new Set(piece).size >= MIN_LETTERS) this.#pieces.set(piece, what)
    }
  }

  #pattern(): RegExp {
    const words = [...this.#words.keys()].map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return (this.#wordPattern ??= new RegExp(`(?<![\\w-])(${words.join('|')})(?![\\w-])`, 'g'))
  }
}

/** As it may come into a log: as it is, in an address, in JSON, in hex, in Base64, number by number. */
function writingsOf(secret: string | Uint8Array): string[] {
  const bytes = Buffer.from(secret)
  const coded = [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')]
  if (typeof secret !== 'string') {
    const numbers = [...bytes]
    const fields = JSON.stringify(Object.fromEntries(numbers.slice(0, 8).entries())).slice(1, -1)
    return [...coded, numbers.join(','), fields]
  }
  const plain = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
  // A short one in Base64 could be anything.
  return [...new Set(secret.length >= 8 ? [...plain, ...coded] : plain)]
}
