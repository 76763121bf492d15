/**
 * A file sent to the bot becomes a link: checked, copied to the log channel, recorded. The copy comes before the record,
 * so that no link ever points nowhere; the record comes before the answer, so that no link given out is unknown.
 */
import { createLinkToken } from '../core/link-token.js'
import type { Link, LinkKey } from '../core/link.js'
import { StreamBotError } from '../core/errors.js'
import type { Clock, Randomness } from '../ports/clock.js'
import type { LinkStore } from '../ports/link-store.js'
import type { IncomingFile, LogChannel } from '../ports/log-channel.js'
import { checkFile, type FileRefusal, type FileRules } from '../policy/check-file.js'
import { linkUrl } from './link-url.js'

export interface RegisterFileDeps {
  readonly clock: Clock
  readonly randomness: Randomness
  /** Newest last: it signs. */
  readonly linkKeys: readonly LinkKey[]
  readonly links: Pick<LinkStore, 'add'>
  readonly logChannel: LogChannel
  readonly fileRules: FileRules
  readonly linkRules: LinkRules
}

export interface LinkRules {
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** null: links never expire. */
  readonly expirySeconds: number | null
}

export type RegisterFileResult =
  | { readonly ok: true; readonly link: Link; readonly downloadUrl: string; readonly streamUrl: string }
  | { readonly ok: false; readonly refusal: FileRefusal }

/** @throws StreamBotError log_channel_unusable, telegram_unavailable, store_unavailable */
export async function registerFile(
  deps: RegisterFileDeps,
  incoming: IncomingFile,
  signal: AbortSignal,
): Promise<RegisterFileResult> {
  const { file } = incoming
  const refusal = checkFile(deps.fileRules, file)
  if (refusal) return { ok: false, refusal }

  const key = deps.linkKeys.at(-1)
  if (!key) throw new StreamBotError('store_unavailable', 'There is no key to sign links with')

  const logMessageId = await deps.logChannel.copy(incoming, signal)
  const createdAtMs = deps.clock.now()
  const { expirySeconds, baseUrl } = deps.linkRules
  const link: Link = {
    id: Buffer.from(deps.randomness.bytes(8)).toString('hex'),
    logMessageId,
    file,
    ownerId: incoming.senderId,
    createdAtMs,
    expiresAtMs: expirySeconds === null ? null : (Math.floor(createdAtMs / 1000) + expirySeconds) * 1000,
    revokedAtMs: null,
  }
  await deps.links.add(link)

  const token = createLinkToken(key, {
    linkId: link.id,
    logMessageId,
    sizeBytes: file.sizeBytes,
    expiresAtMs: link.expiresAtMs,
  })
  return {
    ok: true,
    link,
    downloadUrl: linkUrl(baseUrl, 'dl', token, file.name),
    streamUrl: linkUrl(baseUrl, 'stream', token, file.name),
  }
}
