/** Somebody's page that plays what its address names at the end: `https://player.example.org/?url=`. */
import type { EnvReader } from './env-reader.js'

/** The encoded address of a video is put right behind it, as similar bots do. null: none, so videos are shown by this server. */
export function readVideoFrontendUrl(reader: EnvReader): string | null {
  const text = reader.text('VIDEO_FRONTEND_URL')
  if (text === null) return null
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return text
  reader.invalid(
    'VIDEO_FRONTEND_URL',
    `must be an address to put a video's address behind, such as https://player.example.org/?url=, not "${text}"`,
  )
  return null
}
