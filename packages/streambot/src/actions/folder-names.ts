/**
 * What the files of one folder are called: safe and distinct, numbered by age, so that a new file never renames an older one. Files whose link
 * has ended keep their number until the record is forgotten, so that the others keep their names as well.
 *
 * Read from the store once and kept for a while: programs ask for one file after the other. Whether a newer file has come is asked each time.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { DistinctFileNames } from '../core/distinct-file-names.js'
import { toSafeFileName } from '../core/file-name.js'
import { endOfMonthMs, startOfMonthMs, type Month } from '../core/month.js'
import type { Clock } from '../ports/clock.js'
import type { LinkCursor, LinkStore } from '../ports/link-store.js'

/** Of one folder, the newest. */
const MAX_FILES_NAMED = 10_000
/** Of all folders together; some 300 bytes each. */
const MAX_NAMES_KEPT = 20_000
/** Another instance whose clock goes behind may add a file that is not the newest. */
const KEEP_MS = 60_000
/** Streams go on in between. */
const STEP = 500

export interface FolderNames {
  readonly nameOf: ReadonlyMap<string, string>
  /** Link ids by name. */
  readonly idOf: ReadonlyMap<string, string>
}

export interface FolderNamesDeps {
  readonly clock: Clock
  readonly links: Pick<LinkStore, 'list'>
}

interface Kept {
  readonly newestId: string
  readonly readAtMs: number
  readonly names: Promise<FolderNames>
  /** 0 while it is being read. */
  size: number
}

export class FolderNamesCache {
  /** The one used longest ago first. */
  readonly #kept = new Map<string, Kept>()

  constructor(private readonly deps: FolderNamesDeps) {}

  /** null: there is no such folder. @throws StreamBotError store_unavailable */
  async get(ownerId: number, month: Month): Promise<FolderNames | null> {
    const newest = (await this.deps.links.list({ ownerId, limit: 1, after: beforeAllOf(month) })).links[0]
    if (!newest || newest.createdAtMs < startOfMonthMs(month)) return null
    const key = `${ownerId} ${month}`
    const nowMs = this.deps.clock.now()
    const kept = this.#kept.get(key)
    this.#kept.delete(key)
    const isFresh = kept?.newestId === newest.id && nowMs - kept.readAtMs < KEEP_MS
    const entry = isFresh ? kept : this.#read(key, ownerId, month, newest.id, nowMs)
    this.#kept.set(key, entry)
    return entry.names
  }

  /** How many names are kept. */
  get size(): number {
    return [...this.#kept.values()].reduce((sum, { size }) => sum + size, 0)
  }

  /** Whoever asks meanwhile waits for the same. */
  #read(key: string, ownerId: number, month: Month, newestId: string, readAtMs: number): Kept {
    const names = readNames(this.deps, ownerId, month)
    const entry: Kept = { newestId, readAtMs, names, size: 0 }
    names.then(
      ({ nameOf }) => {
        entry.size = nameOf.size
        this.#makeRoom(entry)
      },
      () => {
        if (this.#kept.get(key) === entry) this.#kept.delete(key)
      },
    )
    return entry
  }

  #makeRoom(added: Kept): void {
    let size = this.size
    for (const [key, entry] of this.#kept) {
      if (size <= MAX_NAMES_KEPT) return
      if (entry === added || entry.size === 0) continue
      this.#kept.delete(key)
      size -= entry.size
    }
  }
}

/** Where the list of a month begins, newest first. */
export function beforeAllOf(month: Month): LinkCursor {
  return { createdAtMs: endOfMonthMs(month), id: '' }
}

async function readNames(deps: FolderNamesDeps, ownerId: number, month: Month): Promise<FolderNames> {
  const newestFirst = await readFolder(deps, ownerId, month)
  const nameOf = new Map<string, string>()
  const idOf = new Map<string, string>()
  const distinct = new DistinctFileNames()
  for (let at = newestFirst.length - 1; at >= 0; at--) {
    const { id, name } = newestFirst[at]!
    const own = distinct.add(name)
    nameOf.set(id, own)
    idOf.set(own, id)
    if (at % STEP === 0) await nextTurn()
  }
  return { nameOf, idOf }
}

async function readFolder({ links }: FolderNamesDeps, ownerId: number, month: Month) {
  const found: { readonly id: string; readonly name: string }[] = []
  const startMs = startOfMonthMs(month)
  let after: LinkCursor | null = beforeAllOf(month)
  while (after && after.createdAtMs >= startMs && found.length < MAX_FILES_NAMED) {
    const limit: number = Math.min(STEP, MAX_FILES_NAMED - found.length)
    const page = await links.list({ ownerId, limit, after })
    const own = page.links.filter((link) => link.createdAtMs >= startMs)
    found.push(...own.map(({ id, file }) => ({ id, name: toSafeFileName(file.name) })))
    after = page.next
    await nextTurn()
  }
  return found
}
