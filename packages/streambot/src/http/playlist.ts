/** A list of what can be played, as players read it (M3U, in UTF-8). */
import type { OpenedBatch } from '../actions/open-batch.js'
import { isPlayable } from '../core/file-view.js'
import { toSafeFileName } from '../core/file-name.js'

/**
 * Players of HLS take every `.m3u8` and `application/vnd.apple.mpegurl` for a stream of theirs, and fail on a list of files; others that read M3U
 * take it for UTF-8 where it is (decisions/archives.md).
 */
export const PLAYLIST_TYPE = 'audio/x-mpegurl; charset=utf-8'

const UNKNOWN_DURATION = -1

/** @param baseUrl absolute: a list that was saved has no address of its own. @returns null when there is nothing to play */
export function toPlaylist({ entries }: Pick<OpenedBatch, 'entries'>, baseUrl: string): string | null {
  const playable = entries.filter(({ opensAlone, link }) => !opensAlone && isPlayable(link.file))
  if (playable.length === 0) return null
  const lines = playable.flatMap(({ link: { file }, urls }) => {
    const seconds = file.durationSeconds === null ? UNKNOWN_DURATION : Math.round(file.durationSeconds)
    return [`#EXTINF:${seconds},${toSafeFileName(file.name)}`, urls(baseUrl).streamUrl]
  })
  return ['#EXTM3U', ...lines, ''].join('\n')
}
