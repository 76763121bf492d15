/** Links that were made together become one: a page, a playlist and archives, each at an address of its own. */
import { createBatchToken } from '../core/batch-token.js'
import { MAX_BATCH_LINKS, type Batch, type BatchClaims } from '../core/batch.js'
import { isPlayable } from '../core/file-view.js'
import type { Link } from '../core/link.js'
import type { BatchStore } from '../ports/batch-store.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { KeyRing } from './key-ring.js'
import { randomId } from './random-id.js'

export interface MakeBatchDeps {
  readonly clock: Clock
  readonly randomness: Randomness
  readonly linkKeys: Pick<KeyRing, 'signing'>
  readonly batches: Pick<BatchStore, 'add' | 'find'>
  /** Without a trailing slash. */
  readonly baseUrl: string
}

export interface BatchWish {
  readonly ownerId: number
  /** All of them the owner's, in the order they shall have. */
  readonly links: readonly Link[]
  /** For people; null: none. */
  readonly title: string | null
  /** 16 hex digits, the same whenever the same batch is asked for; null: a random one, so that each asking makes a new batch. */
  readonly id: string | null
}

export interface MadeBatch extends BatchUrls {
  readonly batch: Batch
}

export interface BatchUrls {
  readonly pageUrl: string
  /** null: there is nothing to play. */
  readonly playlistUrl: string | null
  readonly zipUrl: string
  readonly tarUrl: string
}

/**
 * Lasts as long as the last of its links. Asked for again with the same id, it is the batch that was made first.
 * @throws RangeError for what is no batch; Error where somebody else has a batch of this id; StreamBotError store_unavailable
 */
export async function makeBatch(deps: MakeBatchDeps, wish: BatchWish): Promise<MadeBatch> {
  checkWish(wish)
  const { signing } = deps.linkKeys
  const asked = toBatch(deps, wish)
  // No batch is recorded that could not be given out.
  createBatchToken(signing, claimsOf(asked))
  const batch = wish.id === null ? await add(deps, asked) : await findOrAdd(deps, asked)
  return { batch, ...batchUrls(deps, batch, wish.links) }
}

/** The same for a batch that has not changed. @param links those in it. @throws StreamBotError store_unavailable while no key is known */
export function batchUrls(
  { linkKeys, baseUrl }: Pick<MakeBatchDeps, 'linkKeys' | 'baseUrl'>,
  batch: Batch,
  links: readonly Pick<Link, 'file'>[],
): BatchUrls {
  const pageUrl = `${baseUrl}/b/${createBatchToken(linkKeys.signing, claimsOf(batch))}`
  const canPlay = links.some(({ file }) => isPlayable(file))
  return {
    pageUrl,
    playlistUrl: canPlay ? `${pageUrl}.m3u` : null,
    zipUrl: `${pageUrl}.zip`,
    tarUrl: `${pageUrl}.tar`,
  }
}

function checkWish({ ownerId, links }: BatchWish): void {
  if (links.length < 1 || links.length > MAX_BATCH_LINKS) {
    throw new RangeError(`A batch has 1 to ${MAX_BATCH_LINKS} links, not ${links.length}`)
  }
  const stranger = links.find((link) => link.ownerId !== ownerId)
  if (stranger) throw new RangeError(`Link ${stranger.id} is not of user ${ownerId}, whose batch this is`)
}

function toBatch({ clock, randomness }: MakeBatchDeps, { ownerId, links, title, id }: BatchWish): Batch {
  return {
    id: id ?? randomId(randomness),
    ownerId,
    title,
    linkIds: links.map((link) => link.id),
    createdAtMs: clock.now(),
    expiresAtMs: lastExpiry(links),
    revokedAtMs: null,
  }
}

function claimsOf({ id: batchId, expiresAtMs }: Batch): BatchClaims {
  return { batchId, expiresAtMs }
}

async function add({ batches }: MakeBatchDeps, batch: Batch): Promise<Batch> {
  await batches.add(batch)
  return batch
}

async function findOrAdd(deps: MakeBatchDeps, batch: Batch): Promise<Batch> {
  const found = await findOwn(deps, batch)
  if (found) return found
  try {
    return await add(deps, batch)
  } catch (error) {
    // Somebody may have been faster with the same.
    const other = await findOwn(deps, batch)
    if (other) return other
    throw error
  }
}

async function findOwn({ batches }: MakeBatchDeps, { id, ownerId }: Batch): Promise<Batch | null> {
  const found = await batches.find(id)
  if (found && found.ownerId !== ownerId) throw new Error(`Batch ${id} is of somebody else than user ${ownerId}`)
  return found
}

/** null: one of them never expires. */
function lastExpiry(links: readonly Link[]): number | null {
  const last = Math.max(...links.map(({ expiresAtMs }) => expiresAtMs ?? Infinity))
  return last === Infinity ? null : last
}
