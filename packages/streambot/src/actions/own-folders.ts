/**
 * A person's own files as folders: one for each month in which they made links, and in it what the links stand for, newest first. Links that have
 * expired or were revoked are not there. What a link asks of its readers it does not ask of its owner.
 */
import { isOver } from '../core/is-over.js'
import type { Link } from '../core/link.js'
import { monthOf, startOfMonthMs, type Month } from '../core/month.js'
import type { Clock } from '../ports/clock.js'
import type { LinkCursor, LinkStore } from '../ports/link-store.js'
import { beforeAllOf, FolderNamesCache } from './folder-names.js'

/** Twenty years. */
const MAX_FOLDERS = 240
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/

export interface OwnFoldersDeps {
  readonly clock: Clock
  readonly links: Pick<LinkStore, 'find' | 'list'>
}

export interface OwnFolder {
  readonly month: Month
  /** When its newest link was made. */
  readonly modifiedAtMs: number
}

export interface OwnFile {
  /** In its folder it is the only one called so. */
  readonly name: string
  readonly link: Link
}

export interface OwnFilesPage {
  /** Newest first. */
  readonly files: readonly OwnFile[]
  /** For the next page, which may be empty; null: that was the last one. */
  readonly next: LinkCursor | null
}

/** @throws StreamBotError store_unavailable, from every verb */
export class OwnFolders {
  readonly #names: FolderNamesCache

  constructor(private readonly deps: OwnFoldersDeps) {
    this.#names = new FolderNamesCache(deps)
  }

  /** Newest first: one lookup for each, however many links are in it. */
  async folders(ownerId: number): Promise<OwnFolder[]> {
    const folders: OwnFolder[] = []
    let after: LinkCursor | null = null
    while (folders.length < MAX_FOLDERS) {
      const [newest] = (await this.deps.links.list({ ownerId, limit: 1, after })).links
      if (!newest) break
      const month = monthOf(newest.createdAtMs)
      folders.push({ month, modifiedAtMs: newest.createdAtMs })
      after = { createdAtMs: startOfMonthMs(month), id: '' }
    }
    return folders
  }

  /** null: there is no such folder. */
  async folder(ownerId: number, name: string): Promise<OwnFolder | null> {
    if (!MONTH.test(name)) return null
    const [newest] = (await this.deps.links.list({ ownerId, limit: 1, after: beforeAllOf(name) })).links
    if (!newest || newest.createdAtMs < startOfMonthMs(name)) return null
    return { month: name, modifiedAtMs: newest.createdAtMs }
  }

  /** @param after null: the first page. @param limit at most 1,000 links are looked at; fewer may be served */
  async files(
    ownerId: number,
    { month }: Pick<OwnFolder, 'month'>,
    { after, limit }: { readonly after: LinkCursor | null; readonly limit: number },
  ): Promise<OwnFilesPage> {
    const names = await this.#names.get(ownerId, month)
    if (!names) return { files: [], next: null }
    const { links, next } = await this.deps.links.list({ ownerId, limit, after: after ?? beforeAllOf(month) })
    const nowMs = this.deps.clock.now()
    // What came since the names were read has none, and is there the next time.
    const named = links.flatMap((link) => {
      const name = names.nameOf.get(link.id)
      return name === undefined ? [] : [{ name, link }]
    })
    const isEnd = next === null || next.createdAtMs < startOfMonthMs(month) || (after !== null && named.length === 0)
    return { files: named.filter(({ link }) => isServed(link, nowMs)), next: isEnd ? null : next }
  }

  /** null: there is none of this name. */
  async file(ownerId: number, folder: string, name: string): Promise<OwnFile | null> {
    // No name begins with a dot: what programs look for of their own (`.DS_Store`, `._film.mp4`) costs no lookup.
    if (!MONTH.test(folder) || name.startsWith('.')) return null
    const names = await this.#names.get(ownerId, folder)
    // Some systems take letters apart from their accents.
    const own = name.normalize('NFC')
    const id = names?.idOf.get(own)
    const link = id === undefined ? null : await this.deps.links.find(id)
    if (!link || link.ownerId !== ownerId || !isServed(link, this.deps.clock.now())) return null
    return { name: own, link }
  }
}

function isServed({ revokedAtMs, expiresAtMs }: Link, nowMs: number): boolean {
  return revokedAtMs === null && !isOver(expiresAtMs, nowMs)
}
