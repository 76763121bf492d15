/** How messages turn into drafts of their forwards, or of copies without the author. */
import { RpcError } from '../rpc-error.js'
import type { Channel } from './channel.js'
import type { Draft } from './draft.js'
import type { ForwardOrigin, StoredMessage } from './message.js'
import { userPeer } from './peer.js'

export interface ForwardOptions {
  readonly dropAuthor?: boolean
  readonly dropCaptions?: boolean
  readonly silent?: boolean
  readonly noForwards?: boolean
}

/** `newAlbumId` is asked once for each album among the sources: a forwarded album is a new album. */
export function toForwards(
  sources: readonly StoredMessage[],
  from: Channel | null,
  options: ForwardOptions,
  newAlbumId: () => string,
): Draft[] {
  for (const { content } of sources) {
    if (content.action) throw new RpcError(400, 'MESSAGE_ID_INVALID')
    if (from?.noForwards || content.noForwards) throw new RpcError(400, 'CHAT_FORWARDS_RESTRICTED')
  }
  const albums = new Map<string, string>()
  for (const { content } of sources) {
    const { groupedId } = content
    if (groupedId !== null && !albums.has(groupedId)) albums.set(groupedId, newAlbumId())
  }
  return sources.map((source): Draft => {
    const { text, entities, media, groupedId } = source.content
    const dropsText = media !== null && (options.dropCaptions ?? false)
    return {
      text: dropsText ? '' : text,
      entities: dropsText ? [] : entities,
      media,
      groupedId: groupedId === null ? null : (albums.get(groupedId) ?? null),
      forward: options.dropAuthor ? null : originOf(source, from),
      silent: options.silent,
      noForwards: options.noForwards,
    }
  })
}

/** The first place keeps the credit when a forward is forwarded on. */
function originOf({ content, peer, id }: StoredMessage, from: Channel | null): ForwardOrigin {
  if (content.forward) return content.forward
  const isPost = from !== null && !from.isMegagroup
  const author = isPost ? peer : userPeer(content.senderId)
  return { from: author, fromName: null, date: content.date, channelPost: isPost ? id : null }
}
