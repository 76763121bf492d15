/**
 * Links and the bans of their owners, as the database has them; what it said last is remembered for the time that it is away. Nothing is
 * answered from memory while the database answers.
 */
import { isBanned } from '../core/ban.js'
import { hasCode, StreamBotError } from '../core/errors.js'
import type { Link } from '../core/link.js'
import { AccessMemory } from '../policy/link-access-memory.js'
import type { BanStore } from '../ports/ban-store.js'
import type { Clock } from '../ports/clock.js'
import type { LinkStore } from '../ports/link-store.js'

const MAX_REMEMBERED = 10_000
/** What the stores take at a time. */
const MAX_IDS = 1000

export interface LinkRecord {
  readonly link: Link
  readonly isOwnerBanned: boolean
}

export type FoundRecord =
  | ({ readonly kind: 'found' } & LinkRecord)
  | { readonly kind: 'unknown' }
  /** The database is away, and this link was not asked for before. */
  | { readonly kind: 'out_of_reach' }

export interface LinkRecordsDeps {
  readonly clock: Clock
  readonly links: Pick<LinkStore, 'find' | 'findAll'>
  readonly bans: Pick<BanStore, 'find' | 'findAll'>
}

export class LinkRecords {
  /** null: there is no such link. */
  readonly #links = new AccessMemory<Link | null>({ maxEntries: MAX_REMEMBERED })
  /** By user id. Infinity: for good. */
  readonly #bannedUntilMs = new AccessMemory<number>({ maxEntries: MAX_REMEMBERED })

  constructor(private readonly deps: LinkRecordsDeps) {}

  async find(linkId: string): Promise<FoundRecord> {
    const link = await this.#findLink(linkId)
    if (link === undefined) return { kind: 'out_of_reach' }
    if (link === null) return { kind: 'unknown' }
    return { kind: 'found', link, isOwnerBanned: await this.isBanned(link.ownerId) }
  }

  /** The same for many: those that exist, by link id. @throws StreamBotError store_unavailable where one of them is out of reach */
  async findEvery(linkIds: readonly string[]): Promise<Map<string, LinkRecord>> {
    const all = await unlessAway(this.findAll(linkIds))
    if (all !== 'away') return all
    const found = await Promise.all(linkIds.map(async (id) => [id, await this.find(id)] as const))
    const records = new Map<string, LinkRecord>()
    for (const [id, record] of found) {
      if (record.kind === 'out_of_reach') throw new StreamBotError('store_unavailable', `Nobody knows of link ${id}`)
      if (record.kind === 'found') records.set(id, record)
    }
    return records
  }

  /** Those that exist, by link id. Asks the database and nothing else. @throws StreamBotError store_unavailable */
  async findAll(linkIds: readonly string[]): Promise<Map<string, LinkRecord>> {
    const links = await inBatches(linkIds, (ids) => this.deps.links.findAll(ids))
    const ownerIds = [...new Set(links.map((link) => link.ownerId))]
    const bans = await inBatches(ownerIds, (ids) => this.deps.bans.findAll(ids))
    const nowMs = this.deps.clock.now()
    for (const link of links) this.#links.set(link.id, link, nowMs)
    const bansByUser = new Map(bans.map((ban) => [ban.userId, ban]))
    for (const ownerId of ownerIds) this.#rememberBan(ownerId, bansByUser.get(ownerId)?.untilMs)
    const isOwnerBanned = ({ ownerId }: Link) => isBanned(bansByUser.get(ownerId) ?? null, nowMs)
    return new Map(links.map((link) => [link.id, { link, isOwnerBanned: isOwnerBanned(link) }]))
  }

  /** With the database away nobody is banned but whom it called so before: links do not die with it. */
  async isBanned(userId: number): Promise<boolean> {
    const ban = await unlessAway(this.deps.bans.find(userId))
    const nowMs = this.deps.clock.now()
    if (ban === 'away') return nowMs < (this.#bannedUntilMs.get(userId, nowMs) ?? -Infinity)
    this.#rememberBan(userId, ban?.untilMs)
    return isBanned(ban, nowMs)
  }

  /** It was revoked here, right now: should the database go away next, it stays so. */
  noteRevoked(linkId: string): void {
    this.#links.set(linkId, null, this.deps.clock.now())
  }

  /** As `noteRevoked`. */
  noteBanned(userId: number): void {
    this.#bannedUntilMs.set(userId, Infinity, this.deps.clock.now())
  }

  /** undefined: out of reach. */
  async #findLink(linkId: string): Promise<Link | null | undefined> {
    const found = await unlessAway(this.deps.links.find(linkId))
    const nowMs = this.deps.clock.now()
    if (found === 'away') return this.#links.get(linkId, nowMs)
    this.#links.set(linkId, found, nowMs)
    return found
  }

  /** @param untilMs null: for good; undefined: not banned */
  #rememberBan(userId: number, untilMs: number | null | undefined): void {
    if (untilMs === undefined) this.#bannedUntilMs.delete(userId)
    else this.#bannedUntilMs.set(userId, untilMs ?? Infinity, this.deps.clock.now())
  }
}

async function inBatches<Id, Found>(ids: readonly Id[], ask: (ids: Id[]) => Promise<Found[]>): Promise<Found[]> {
  const found: Found[] = []
  for (let at = 0; at < ids.length; at += MAX_IDS) found.push(...(await ask(ids.slice(at, at + MAX_IDS))))
  return found
}

async function unlessAway<Answer>(answer: Promise<Answer>): Promise<Answer | 'away'> {
  try {
    return await answer
  } catch (error) {
    if (hasCode(error, 'store_unavailable')) return 'away'
    throw error
  }
}
