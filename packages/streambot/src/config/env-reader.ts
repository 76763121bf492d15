/** Reads typed values out of an environment and collects what is wrong and what is worth a note, instead of stopping at the first. */
import type { ConfigProblem } from './problem.js'

export type Env = Readonly<Record<string, string | undefined>>

/** Somebody else's name for a variable of ours. */
export interface OldName {
  readonly used: string
  readonly name: string
}

export class EnvReader {
  readonly problems: ConfigProblem[] = []
  readonly notes: string[] = []
  /** Names from similar bots that were read as ours. */
  readonly oldNames: OldName[] = []

  constructor(private readonly env: Env) {}

  /** Trimmed, without the quotes that `docker --env-file` leaves on; null when unset or empty. */
  text(name: string): string | null {
    const value = this.env[name]?.trim().replace(/^(["'])(.*)\1$/s, '$2') ?? ''
    return value === '' ? null : value
  }

  /** The value under `name` or, with a note, under an older name. */
  textOf(name: string, ...aliases: string[]): string | null {
    const values = [name, ...aliases].map((known) => ({ known, value: this.text(known) }))
    const [used, ...ignored] = values.filter((entry) => entry.value !== null)
    if (used && used.known !== name) this.noteAlias(used.known, name)
    for (const entry of ignored) this.notes.push(`${entry.known} is ignored because ${used?.known ?? name} is set`)
    return used?.value ?? null
  }

  noteAlias(alias: string, name: string): void {
    this.oldNames.push({ used: alias, name })
    this.notes.push(`${alias} is read as ${name}; rename it when convenient`)
  }

  required(name: string, value: string | null): string | null {
    if (value === null) this.problems.push({ name, kind: 'missing', message: `${name} is missing` })
    return value
  }

  integer(
    name: string,
    limits: { min: number; max: number; unit?: string },
    value: string | null = this.text(name),
  ): number | null {
    if (value === null) return null
    const number = Number(value)
    if (/^\d+$/.test(value) && number >= limits.min && number <= limits.max) return number
    const what = limits.unit === undefined ? 'a whole number' : `a whole number of ${limits.unit}`
    this.invalid(name, `must be ${what} from ${limits.min} to ${limits.max}, not "${value}"`)
    return null
  }

  flag(name: string): boolean | null {
    const value = this.text(name)?.toLowerCase()
    if (value === undefined) return null
    if (['true', '1', 'yes', 'on'].includes(value)) return true
    if (['false', '0', 'no', 'off'].includes(value)) return false
    this.invalid(name, `must be true or false, not "${value}"`)
    return null
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | null {
    const value = this.text(name)?.toLowerCase()
    if (value === undefined) return null
    const found = choices.find((choice) => choice === value)
    if (found === undefined) this.invalid(name, `must be one of ${choices.join(', ')}, not "${value}"`)
    return found ?? null
  }

  /** Names in the environment, for variables that come in families (`MULTI_TOKEN1`, `MULTI_TOKEN2`, …). */
  namesMatching(pattern: RegExp): string[] {
    return Object.keys(this.env).filter((name) => pattern.test(name) && this.text(name) !== null)
  }

  invalid(name: string, rest: string): void {
    this.problems.push({ name, kind: 'invalid', message: `${name} ${rest}` })
  }
}
