/**
 * A token becomes the links it stands for, as far as each may be served to this reader now. What a link asks of its own readers it asks here as
 * well; one that asks for more than where they come from is told of, and opens at its own address only.
 */
import { keyIdOfBatch } from '../core/batch-token.js'
import type { Batch, BatchClaims } from '../core/batch.js'
import { StreamBotError } from '../core/errors.js'
import { isOver } from '../core/is-over.js'
import type { Link, LinkKey } from '../core/link.js'
import { refuseLink, type Whereabouts } from '../policy/link-access.js'
import type { BatchRecords } from './batch-records.js'
import { wrongToken, type WrongTokenDeps } from './find-link.js'
import type { LinkRecord, LinkRecords } from './link-records.js'
import { linkUrls, type LinkUrls } from './link-url.js'

export interface OpenBatchDeps extends WrongTokenDeps {
  readonly linkKeys: {
    /** null for whatever is no token made with one of the keys. @throws StreamBotError store_unavailable while no key is known */
    verifyBatch(token: string): Promise<BatchClaims | null>
    /** null: retired since. */
    key(id: number): LinkKey | null
  }
  readonly batchRecords: Pick<BatchRecords, 'find'>
  readonly records: Pick<LinkRecords, 'find' | 'findEvery' | 'isBanned'>
}

export interface BatchQuestion {
  readonly token: string
  readonly reader: Whereabouts
}

export interface OpenedBatch {
  readonly batch: Batch
  /** Those that are served, in the order of the batch. */
  readonly entries: readonly BatchEntry[]
  /** How many are not: over, revoked, or not for where this reader is. */
  readonly missing: number
}

export interface BatchEntry {
  readonly link: Link
  /** In no playlist and no archive: it has a password, or counts its readers. */
  readonly opensAlone: boolean
  /** @param baseUrl without a trailing slash */
  readonly urls: (baseUrl: string) => LinkUrls
}

/** @throws StreamBotError link_not_found, link_expired, link_banned, too_many_requests, store_unavailable */
export async function openBatch(deps: OpenBatchDeps, { token, reader }: BatchQuestion): Promise<OpenedBatch> {
  const claims = await deps.linkKeys.verifyBatch(token)
  const key = deps.linkKeys.key(keyIdOfBatch(token) ?? -1)
  if (!claims || !key) throw wrongToken(deps, reader.address)
  const batch = await requireBatch(deps, claims.batchId)
  const records = await deps.records.findEvery(batch.linkIds)
  const entries = batch.linkIds.flatMap((linkId) => {
    const record = records.get(linkId)
    return record && refusalOf(deps, record, reader) === null ? toEntry(record.link, key) : []
  })
  return { batch, entries, missing: batch.linkIds.length - entries.length }
}

/** @throws StreamBotError link_not_found, link_expired, link_banned, store_unavailable */
async function requireBatch(
  { batchRecords, records, clock }: Pick<OpenBatchDeps, 'batchRecords' | 'records' | 'clock'>,
  batchId: string,
): Promise<Batch> {
  const batch = await batchRecords.find(batchId)
  if (!batch || batch.revokedAtMs !== null) throw new StreamBotError('link_not_found', `Batch ${batchId} is not served`)
  if (isOver(batch.expiresAtMs, clock.now())) throw new StreamBotError('link_expired', `Batch ${batchId} has expired`)
  if (await records.isBanned(batch.ownerId)) {
    throw new StreamBotError('link_banned', `The owner of batch ${batchId} is banned`)
  }
  return batch
}

/**
 * Asked again before each file of an archive, which may take hours: what was so at its beginning may be over.
 * @throws StreamBotError as `openBatch`, and what its own address would answer
 */
export async function requireStillServed(
  deps: OpenBatchDeps,
  { id: batchId }: Batch,
  linkId: string,
  reader: Whereabouts,
): Promise<void> {
  await requireBatch(deps, batchId)
  const record = await deps.records.find(linkId)
  // It was in reach when the archive was begun: until the database is back, it is as it was.
  if (record.kind === 'out_of_reach') return
  const refusal = record.kind === 'unknown' ? 'link_not_found' : refusalOf(deps, record, reader)
  if (refusal !== null) throw new StreamBotError(refusal, `Link ${linkId} is served no longer: ${refusal}`)
  if (record.kind === 'found' && opensAlone(record.link)) {
    throw new StreamBotError('password_required', `Link ${linkId} is no longer served in archives`)
  }
}

function refusalOf({ clock }: OpenBatchDeps, { link, isOwnerBanned }: LinkRecord, reader: Whereabouts) {
  return refuseLink(link, { ...reader, isOwnerBanned, nowMs: clock.now() })
}

function opensAlone({ restrictions: { passwordHash, maxDownloads } }: Link): boolean {
  return passwordHash !== null || maxDownloads !== null
}

/** By the key of the batch: its links end with it. */
function toEntry(link: Link, key: LinkKey): BatchEntry {
  const urls = (baseUrl: string) => linkUrls({ linkKeys: { signing: key }, baseUrl }, link)
  return { link, opensAlone: opensAlone(link), urls }
}
