import type { tl } from '@mtcute/core'
import type { Media } from '../../world/media.js'
import { toDocument, toPhoto } from './file-view.js'
import type { View } from './view.js'

export function toMessageMedia(view: View, media: Media): tl.TypeMessageMedia {
  if (media.type === 'plain') return media.media
  const { file } = media
  const spoiler = media.spoiler || undefined
  const ttlSeconds = media.ttlSeconds ?? undefined
  if (file.kind === 'photo') return { _: 'messageMediaPhoto', photo: toPhoto(view, file), spoiler, ttlSeconds }
  return {
    _: 'messageMediaDocument',
    document: toDocument(view, file),
    spoiler,
    ttlSeconds,
    video: file.kind === 'video' || file.kind === 'videoNote' || undefined,
    round: file.kind === 'videoNote' || undefined,
    voice: file.kind === 'voice' || undefined,
    videoCover: media.cover ? toPhoto(view, media.cover) : undefined,
  }
}
