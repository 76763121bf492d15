/** A link as programs see it: whether it has a password, never which. */
import { z } from 'zod'
import type { LinkUrls } from '../../actions/link-url.js'
import type { LinkWish } from '../../actions/link-wish.js'
import type { Link } from '../../core/link.js'
import type { ApiActions } from './api-actions.js'
import { bytes, moment, momentInput, named, recordId, toMoment, toMomentOrNull, userId } from './shapes.js'

const MAX_DOWNLOADS = 1_000_000_000
const MAX_ADDRESSES = 100
const MAX_PASSWORD = 256
const MAX_ADDRESS = 64

export const link = named(
  'Link',
  z.object({
    id: recordId,
    ownerId: userId,
    logMessageId: z.int().describe('Message in the log channel that holds the copy'),
    file: z.object({
      kind: z.string(),
      name: z.string().describe('As sent'),
      mimeType: z.string(),
      sizeBytes: bytes,
      durationSeconds: z.number().nullable(),
      width: z.int().nullable(),
      height: z.int().nullable(),
    }),
    createdAt: moment,
    expiresAt: moment.nullable().describe('null: never'),
    revokedAt: moment.nullable(),
    hasPassword: z.boolean(),
    maxDownloads: z.int().nullable().describe('null: as many as want to'),
    addresses: z.array(z.string()).describe('CIDR blocks that may read; empty: everybody'),
    subtitles: z
      .array(
        z.object({
          id: recordId.describe('Read at `{base}/subtitles/{token}/{id}`'),
          name: z.string().describe('As sent'),
          language: z.string().nullable().describe('IETF tag; null: the name says none'),
          sizeBytes: bytes,
        }),
      )
      .describe('Shown with it where it is a film'),
    downloads: z.int().min(0),
    lastAccessAt: moment.nullable(),
    downloadUrl: z.string(),
    streamUrl: z.string(),
    watchUrl: z.string().describe('A page that shows it'),
  }),
)

export function toLink(actions: Pick<ApiActions, 'urlsOf'>, it: Link): z.input<typeof link> {
  return withUrls(it, actions.urlsOf(it))
}

function withUrls(it: Link, { downloadUrl, streamUrl, watchUrl }: LinkUrls): z.input<typeof link> {
  const { telegramFileId: _, ...file } = it.file
  const { passwordHash, maxDownloads, addresses } = it.restrictions
  return {
    id: it.id,
    ownerId: it.ownerId,
    logMessageId: it.logMessageId,
    file,
    createdAt: toMoment(it.createdAtMs),
    expiresAt: toMomentOrNull(it.expiresAtMs),
    revokedAt: toMomentOrNull(it.revokedAtMs),
    hasPassword: passwordHash !== null,
    maxDownloads,
    addresses: [...addresses],
    subtitles: it.subtitles.map(({ id, name, language, sizeBytes }) => ({ id, name, language, sizeBytes })),
    downloads: it.downloads,
    lastAccessAt: toMomentOrNull(it.lastAccessAtMs),
    downloadUrl,
    streamUrl,
    watchUrl,
  }
}

/** What a program may say of when a link ends and whom it serves. */
export const linkWish = {
  expiresAt: momentInput.nullable().optional().describe('null: never. Cut to whole seconds'),
  password: z.string().min(1).max(MAX_PASSWORD).nullable().optional().describe('null: none'),
  maxDownloads: z.int().min(1).max(MAX_DOWNLOADS).nullable().optional().describe('null: as many as want to'),
  addresses: z
    .array(z.string().min(1).max(MAX_ADDRESS))
    .max(MAX_ADDRESSES)
    .optional()
    .describe('Addresses or CIDR blocks that may read; empty: everybody'),
}

export function toLinkWish(body: {
  readonly expiresAt?: number | null | undefined
  readonly password?: string | null | undefined
  readonly maxDownloads?: number | null | undefined
  readonly addresses?: readonly string[] | undefined
}): LinkWish {
  const { expiresAt: expiresAtMs, password, maxDownloads, addresses } = body
  return { expiresAtMs, password, maxDownloads, addresses }
}
