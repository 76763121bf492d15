import { z } from 'zod'
import type { BatchUrls } from '../../../actions/make-batch.js'
import { MAX_BATCH_LINKS, type Batch } from '../../../core/batch.js'
import { toRequestId } from '../../../core/request-id.js'
import type { Link } from '../../../core/link.js'
import { ApiError } from '../api-error.js'
import { endpoint } from '../endpoint.js'
import { moment, named, recordId, toMoment, toMomentOrNull, userId } from '../shapes.js'

const MAX_TITLE = 200

const batch = named(
  'Batch',
  z.object({
    id: recordId,
    ownerId: userId,
    title: z.string().nullable(),
    linkIds: z.array(recordId),
    createdAt: moment,
    expiresAt: moment.nullable().describe('null: never'),
    revokedAt: moment.nullable(),
    pageUrl: z.string(),
    playlistUrl: z.string().nullable().describe('null: there is nothing to play'),
    zipUrl: z.string(),
    tarUrl: z.string(),
  }),
)

function toBatch(it: Batch, { pageUrl, playlistUrl, zipUrl, tarUrl }: BatchUrls): z.input<typeof batch> {
  const { createdAtMs, expiresAtMs, revokedAtMs, linkIds, ...rest } = it
  return {
    ...rest,
    linkIds: [...linkIds],
    createdAt: toMoment(createdAtMs),
    expiresAt: toMomentOrNull(expiresAtMs),
    revokedAt: toMomentOrNull(revokedAtMs),
    ...{ pageUrl, playlistUrl, zipUrl, tarUrl },
  }
}

const params = z.strictObject({ batchId: recordId })

export const batchEndpoints = [
  endpoint({
    method: 'POST',
    path: '/batches',
    scope: 'links',
    summary: 'Make one link of several',
    isCreating: true,
    body: z.strictObject({
      linkIds: z.array(recordId).min(1).max(MAX_BATCH_LINKS).describe('All of one owner, in the order they shall have'),
      title: z.string().trim().min(1).max(MAX_TITLE).nullable().optional(),
    }),
    answers: { 201: batch, 200: batch },
    refusals: ['conflict'],
    handle: async ({ actions, actor, request, body: { linkIds, title = null } }) => {
      const id = toRequestId(`batch ${request.name}`)
      const known = request.isRepeatable ? await actions.findBatch(id) : null
      const isOther = known && !(known.title === title && isSame(known.linkIds, linkIds))
      if (isOther) {
        throw new ApiError(
          'conflict',
          'This Idempotency-Key was used for other links or another title; take a new one.',
        )
      }
      const links = await linksOf(actions, linkIds)
      const ownerId = ownerOf(links)
      if (known) return { status: 200, body: toBatch(known, actions.batchUrls(known, links)) }
      const made = await actions.makeBatch(actor, { ownerId, links, title, id })
      return { status: 201, body: toBatch(made.batch, made) }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/batches/{batchId}',
    scope: 'links',
    summary: 'One link of several',
    params,
    answers: { 200: batch },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params: { batchId } }) => {
      const found = await actions.findBatch(batchId)
      if (!found) throw new ApiError('no_such_record', `There is no batch ${batchId}.`)
      await actions.looked(actor, 'batch.look', batchId)
      const links = await actions.findLinks(found.linkIds)
      return { status: 200, body: toBatch(found, actions.batchUrls(found, links)) }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/batches/{batchId}',
    scope: 'links',
    summary: 'Revoke one: its links go on',
    params,
    answers: { 204: null },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params: { batchId } }) => {
      if (await actions.revokeBatch(actor, batchId)) return { status: 204 }
      throw new ApiError('no_such_record', `There is no batch ${batchId}, or it was revoked before.`)
    },
  }),
]

type Finder = { readonly findLinks: (ids: readonly string[]) => Promise<Link[]>; readonly maxBatchFiles: () => number }

/** In the order of the ids. */
async function linksOf({ findLinks, maxBatchFiles }: Finder, linkIds: readonly string[]): Promise<Link[]> {
  const max = maxBatchFiles()
  if (linkIds.length > max) throw new ApiError('invalid_input', `body.linkIds: at most ${max} files go into one link.`)
  const found = new Map((await findLinks(linkIds)).map((link) => [link.id, link]))
  return linkIds.map((id) => {
    const link = found.get(id)
    if (link) return link
    throw new ApiError('invalid_input', `body.linkIds: there is no link ${id}.`)
  })
}

function ownerOf(links: readonly Link[]): number {
  const [first] = links
  const other = links.find((link) => link.ownerId !== first?.ownerId)
  if (!first || other) throw new ApiError('invalid_input', `body.linkIds: ${other?.id ?? ''} is of another owner.`)
  return first.ownerId
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index])
}
