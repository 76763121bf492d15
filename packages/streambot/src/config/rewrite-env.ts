/**
 * Rewrites a `.env` of a similar bot, or of an older version, to today's names. What it does not have to touch stays as it is, byte by byte:
 * comments, order, values and their quotes. Pure; the outcome means the same to the loader as what it was made of.
 */
import { parseEnv } from 'node:util'
import { readBaseUrl, isPublicHost } from './base-url.js'
import { EnvReader } from './env-reader.js'
import { ENV_VARIABLES, WITHOUT_EFFECT } from './variables.js'

export interface RewrittenEnv {
  readonly text: string
  readonly changes: readonly EnvChange[]
  /** Names that mean nothing to us; they are left in place. */
  readonly unknown: readonly string[]
}

export interface EnvChange {
  readonly from: string
  /** null: there is nothing it could become. */
  readonly to: string | null
  /** For people; never a value. */
  readonly note: string
}

/** One variable as it stands in the file, or whatever else does. */
interface Line {
  readonly text: string
  readonly name: string | null
  /** With its quotes. */
  readonly value: string
}

const RENAMED: Readonly<Record<string, string>> = {
  BIN_CHANNEL: 'LOG_CHANNEL',
  PUBLIC_URL: 'BASE_URL',
  FORCE_CHANNEL_ID: 'FORCE_SUB_CHANNEL',
  MONGODB_URI: 'DATABASE_URL',
  HASH_LENGTH: 'LEGACY_HASH_LENGTH',
}
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^RATE_LIMIT_/, 'has no effect: see MAX_LINKS_PER_DAY, UPLOADS_PER_MINUTE and REQUESTS_PER_MINUTE'],
  [/^WORKERS$/, 'has no effect: each bot has as many connections as it needs'],
]
const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/s

export function rewriteEnv(text: string): RewrittenEnv {
  return new EnvRewriter(text).rewrite()
}

class EnvRewriter {
  readonly #lines: Line[]
  readonly #newline: string
  readonly #env: Record<string, string | undefined>
  readonly #changes: EnvChange[] = []

  constructor(text: string) {
    this.#newline = text.includes('\r\n') ? '\r\n' : '\n'
    this.#lines = linesOf(text)
    this.#env = { ...parseEnv(text.replaceAll('\r\n', '\n')) }
  }

  rewrite(): RewrittenEnv {
    const isHostPublic = isPublicHost(new EnvReader(this.#env))
    for (const [from, to] of Object.entries({ ...RENAMED, HOST: isHostPublic ? 'BASE_URL' : 'BIND_ADDRESS' })) {
      this.#rename(from, to)
    }
    this.#mergeLists('ADMINS', /^OWNER_ID$/)
    this.#mergeLists('ADDITIONAL_BOT_TOKENS', /^MULTI_TOKEN\d+$/)
    this.#buildBaseUrl()
    for (const { name } of [...this.#lines]) {
      if (name === null || !WITHOUT_EFFECT.some((pattern) => pattern.test(name))) continue
      const [, note = 'has no effect'] = ADVICE.find(([pattern]) => pattern.test(name)) ?? []
      this.#commentOut(name, null, note)
    }
    const known = new Set(ENV_VARIABLES.map(({ name }) => name))
    const unknown = this.#lines.flatMap(({ name }) => (name === null || known.has(name) ? [] : [name]))
    return {
      text: this.#lines.map((line) => line.text).join(''),
      changes: this.#changes,
      unknown: [...new Set(unknown)],
    }
  }

  #has(name: string): boolean {
    return new EnvReader(this.#env).text(name) !== null
  }

  #rename(from: string, to: string): void {
    if (!this.#lines.some(({ name }) => name === from)) return
    if (this.#has(to)) return this.#commentOut(from, null, `is ignored because ${to} is set`)
    this.#replace(from, (line) => ({ ...line, name: to, text: line.text.replace(from, to) }))
    this.#note(from, to, 'renamed')
    this.#env[to] = this.#env[from]
    this.#env[from] = undefined
  }

  /** Values of several variables into one, where the first of them stands. */
  #mergeLists(to: string, pattern: RegExp): void {
    const found = this.#lines.filter(({ name }) => name !== null && pattern.test(name))
    const names = [...new Set(found.flatMap(({ name }) => name ?? []))].sort(byNumber)
    if (names.length === 0) return
    const reader = new EnvReader(this.#env)
    const values = [to, ...names].flatMap((name) => reader.text(name) ?? [])
    const value = values.join(' ')
    const place = this.#has(to) ? to : (found[0]?.name ?? '')
    for (const name of names) {
      if (name !== place) this.#commentOut(name, to, `is in ${to} now`)
    }
    this.#replace(place, (line) => ({ name: to, value, text: `${to}=${quoted(value)}${endOf(line.text)}` }))
    if (place !== to) this.#note(place, to, names.length > 1 ? 'renamed, with those that follow' : 'renamed')
    this.#env[to] = value
  }

  #buildBaseUrl(): void {
    const names = ['FQDN', 'HAS_SSL', 'NO_PORT'].filter((name) => this.#lines.some((line) => line.name === name))
    if (names.length === 0) return
    const reader = new EnvReader(this.#env)
    if (this.#has('BASE_URL') || !this.#has('FQDN')) {
      const why = this.#has('BASE_URL') ? 'is ignored because BASE_URL is set' : 'is ignored without FQDN'
      for (const name of names) this.#commentOut(name, null, why)
      return
    }
    const port = reader.integer('PORT', { min: 0, max: 65_535 }) ?? 8080
    const url = readBaseUrl(reader, port)
    // What cannot be read is left to whoever wrote it: the start says what is wrong with it.
    if (url === null) return
    for (const name of names) if (name !== 'FQDN') this.#commentOut(name, 'BASE_URL', 'is in BASE_URL now')
    this.#replace('FQDN', (line) => ({ name: 'BASE_URL', value: url, text: `BASE_URL=${url}${endOf(line.text)}` }))
    this.#note('FQDN', 'BASE_URL', 'became an address')
  }

  /** With its value where that is lost otherwise. */
  #commentOut(name: string, to: string | null, note: string): void {
    const line = this.#lines.find((it) => it.name === name)
    if (!line) return
    const kept = (text: string) => (to === null ? text.replace(/^/gm, '# ') : `# ${name} ${note}${endOf(text)}`)
    this.#replace(name, ({ text }) => ({ name: null, value: '', text: kept(text).replace(/\n# $/, '\n') }))
    this.#note(name, to, note)
    this.#env[name] = undefined
  }

  #replace(name: string, change: (line: Line) => Line): void {
    this.#lines.forEach((line, at) => {
      if (line.name !== name) return
      const changed = change(line)
      this.#lines[at] = { ...changed, text: changed.text.replaceAll(/\r?\n/g, this.#newline) }
    })
  }

  #note(from: string, to: string | null, note: string): void {
    this.#changes.push({ from, to, note })
  }
}

/** Each with its line break; a value in quotes may have some inside. */
function linesOf(text: string): Line[] {
  const lines: Line[] = []
  const pieces = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
  for (let at = 0; at < pieces.length; at++) {
    let piece = pieces[at] ?? ''
    const quote = /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=\s*(["'`])/.exec(piece)?.[1]
    if (quote !== undefined) {
      const isOpen = () => !piece.slice(piece.indexOf(quote) + 1).includes(quote)
      let further = at
      let whole = piece
      while (isOpen() && further + 1 < pieces.length) {
        whole += pieces[++further] ?? ''
        piece = whole
      }
      // A quote that is never closed is a letter like any other.
      if (isOpen()) piece = pieces[at] ?? ''
      else at = further
    }
    const [, name = null, value = ''] = ASSIGNMENT.exec(piece) ?? []
    lines.push({ text: piece, name, value })
  }
  return lines
}

/** The line break, if there is one. */
function endOf(text: string): string {
  return /\r?\n$/.exec(text)?.[0] ?? ''
}

/** Where a space or # would end the value. */
function quoted(value: string): string {
  if (!/[\s#]/.test(value)) return value
  return value.includes('"') ? `'${value}'` : `"${value}"`
}

function byNumber(one: string, other: string): number {
  return Number(one.replace(/\D/g, '')) - Number(other.replace(/\D/g, ''))
}
