/** The addresses of a link. */
import { toSafeFileName } from '../core/file-name.js'
import { createLinkToken } from '../core/link-token.js'
import { isRestricted, type Link, type LinkKey } from '../core/link.js'

const MAX_NAME_LENGTH = 120

export interface LinkUrls {
  readonly downloadUrl: string
  readonly streamUrl: string
  /** A page that shows it. */
  readonly watchUrl: string
}

export interface LinkUrlDeps {
  /** @throws StreamBotError store_unavailable while no key is known */
  readonly linkKeys: { readonly signing: LinkKey }
  /** Without a trailing slash. */
  readonly baseUrl: string
}

/** Signed with the newest key; the same for a link that has not changed. @throws StreamBotError store_unavailable */
export function linkUrls({ linkKeys, baseUrl }: LinkUrlDeps, link: Link): LinkUrls {
  const token = createLinkToken(linkKeys.signing, {
    linkId: link.id,
    logMessageId: link.logMessageId,
    sizeBytes: link.file.sizeBytes,
    expiresAtMs: link.expiresAtMs,
    isRestricted: isRestricted(link.restrictions),
  })
  return {
    downloadUrl: linkUrl(baseUrl, 'dl', token, link.file.name),
    streamUrl: linkUrl(baseUrl, 'stream', token, link.file.name),
    watchUrl: linkUrl(baseUrl, 'watch', token, link.file.name),
  }
}

/**
 * `{baseUrl}/dl/{token}/{name}`. The name is for people and for programs that save under the last part of a URL;
 * where it would make the link long, it is left out: the server sends it in any case.
 * @param baseUrl or the way to it from where the link stands
 */
export function linkUrl(baseUrl: string, route: 'dl' | 'stream' | 'watch', token: string, fileName: string): string {
  const name = encodeURIComponent(toSafeFileName(fileName))
  const link = `${baseUrl}/${route}/${token}`
  return name.length <= MAX_NAME_LENGTH ? `${link}/${name}` : link
}
