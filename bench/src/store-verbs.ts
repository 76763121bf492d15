/** What the server asks of its database, at places all over it. */
import type { Stores } from 'streambot'
import { Draw } from './draw.js'
import { DAY_MS, type MadeUpLinks, monthOf, profileOf, WITH_MAXIMUM } from './made-up-links.js'
import type { Operation } from './side-by-side.js'

const PAGE = 50
/** So many windows and links with a maximum are written to, in a small database as in a large one: they grow alike. */
const WRITTEN_TO = 100
const PEOPLE_IN_REPORT = 10
const MINUTE_MS = 60_000

/** The verbs of a database with `made` in it; what is asked for is ready before the asking. */
export class StoreVerbs {
  readonly #draw = new Draw(1)
  #count = 0

  constructor(
    private readonly stores: Stores,
    private readonly made: MadeUpLinks,
    private readonly nowMs: number,
  ) {}

  findLink(): Operation {
    const { id } = this.made.link(this.#anyLink())
    return () => this.stores.links.find(id)
  }

  addLink(): Operation {
    const link = this.made.link(this.made.links + this.#count++)
    return () => this.stores.links.add(link)
  }

  /** Somebody who was not counted before. */
  countReader(): Operation {
    return this.#consume(`reader ${this.#count++}`)
  }

  /** Somebody who was, as for a further range of a download. */
  recogniseReader(): Operation {
    return this.#consume(this.made.reader)
  }

  /** From some link on. */
  listLinks(): Operation {
    const { createdAtMs, id } = this.made.link(this.#anyLink())
    return () => this.stores.links.list({ ownerId: null, limit: PAGE, after: { createdAtMs, id } })
  }

  listOwnLinks(): Operation {
    const ownerId = this.#anyPerson()
    return () => this.stores.links.list({ ownerId, limit: PAGE, after: null })
  }

  /** As for a file that somebody sends. */
  takeWindows(): Operation {
    const id = this.made.personId(this.#oneOf(WRITTEN_TO, this.made.people))
    const wishes = [
      { key: `links:${id}`, rule: { limit: 100_000, windowMs: DAY_MS } },
      { key: `uploads:${id}`, rule: { limit: 100_000, windowMs: MINUTE_MS } },
    ]
    const atMs = this.nowMs + this.#count++
    return () => this.stores.windows.take(wishes, atMs)
  }

  reportBandwidth(): Operation {
    const people = Array.from({ length: PEOPLE_IN_REPORT }, () => this.#anyPerson())
    const bytesByUser = new Map(people.map((id) => [id, 1_000_000]))
    const report = { reporter: 'bench', sequence: ++this.#count, month: monthOf(this.nowMs), bytesByUser }
    return () => this.stores.bandwidth.add(report)
  }

  findBan(): Operation {
    const id = this.#anyPerson()
    return () => this.stores.bans.find(id)
  }

  seeUser(): Operation {
    const profile = profileOf(this.#anyPerson())
    const atMs = this.nowMs + this.#count++
    return () => this.stores.users.seen(profile, atMs)
  }

  #consume(reader: string): Operation {
    const i = 10 * this.#oneOf(WRITTEN_TO, Math.floor(this.made.links / 10)) + WITH_MAXIMUM
    const { id } = this.made.link(i)
    return () => this.stores.links.consumeDownload(id, reader, this.nowMs)
  }

  #anyLink(): number {
    return this.#draw.below(this.made.links)
  }

  /** Telegram's id of somebody. */
  #anyPerson(): number {
    return this.made.personId(this.#draw.below(this.made.people))
  }

  /** One of so many that lie scattered among all. */
  #oneOf(count: number, all: number): number {
    return Math.floor((this.#draw.below(count) * all) / count)
  }
}

export interface Verb {
  readonly name: string
  /** Resolves once the disk has it, where the database waits for the disk at all. */
  readonly isDurable: boolean
  readonly prepare: (verbs: StoreVerbs) => Operation
}

/** What only reads comes first: writing makes a small database larger by more than a large one. */
export const VERBS: readonly Verb[] = [
  { name: 'links.find', isDurable: false, prepare: (verbs) => verbs.findLink() },
  { name: 'links.list', isDurable: false, prepare: (verbs) => verbs.listLinks() },
  { name: 'links.list of one owner', isDurable: false, prepare: (verbs) => verbs.listOwnLinks() },
  { name: 'links.consumeDownload again', isDurable: false, prepare: (verbs) => verbs.recogniseReader() },
  { name: 'bans.find', isDurable: false, prepare: (verbs) => verbs.findBan() },
  { name: 'links.add', isDurable: true, prepare: (verbs) => verbs.addLink() },
  { name: 'links.consumeDownload', isDurable: true, prepare: (verbs) => verbs.countReader() },
  { name: 'windows.take', isDurable: true, prepare: (verbs) => verbs.takeWindows() },
  { name: 'bandwidth.add', isDurable: true, prepare: (verbs) => verbs.reportBandwidth() },
  { name: 'users.seen', isDurable: true, prepare: (verbs) => verbs.seeUser() },
]
