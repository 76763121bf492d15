/** Where each link was left, in this browser. What is nearly at its beginning or end starts anew, and old links make room. */
const KEY = 'streambot.positions'
const MAX_LINKS = 100
const MIN_SECONDS = 10
/** Of the end: credits. */
const MIN_LEFT_SECONDS = 15

type Entry = readonly [token: string, seconds: number]

export class Positions {
  /** @param storage null where the browser keeps nothing */
  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null) {}

  /** null: it begins at the beginning. */
  of(token: string): number | null {
    return this.#read().find(([known]) => known === token)?.[1] ?? null
  }

  keep(token: string, seconds: number, durationSeconds: number): void {
    const others = this.#read().filter(([known]) => known !== token)
    const isUnderWay = seconds >= MIN_SECONDS && durationSeconds - seconds >= MIN_LEFT_SECONDS
    const entries: Entry[] = isUnderWay ? [[token, Math.floor(seconds)], ...others] : others
    try {
      this.storage?.setItem(KEY, JSON.stringify(entries.slice(0, MAX_LINKS)))
    } catch {
      // Full, or forbidden: nothing is remembered, and everything plays.
    }
  }

  #read(): Entry[] {
    try {
      const entries: unknown = JSON.parse(this.storage?.getItem(KEY) ?? '[]')
      return Array.isArray(entries) ? entries.filter(isEntry) : []
    } catch {
      return []
    }
  }
}

function isEntry(entry: unknown): entry is Entry {
  return Array.isArray(entry) && typeof entry[0] === 'string' && Number.isFinite(entry[1])
}
