/** Keeps where a film was left, offers to go on there, and begins at the second that an address names. */
import { formatTime } from './format-time.js'
import type { Notice } from './notice.js'
import { Positions } from './positions.js'

const KEEP_EVERY_SECONDS = 5
const BEEN_HERE = 'You have been here before.'

/** @param token names the film for the browser */
export function rememberPosition(token: string, media: HTMLMediaElement, notice: Notice): void {
  const positions = new Positions(openStorage())
  beginWhere(positions.of(token), media, notice)
  let keptAt = 0
  const keep = () => {
    // Nothing was played: what was kept stands.
    if (media.played.length === 0 || !Number.isFinite(media.duration)) return
    keptAt = media.currentTime
    positions.keep(token, media.currentTime, media.duration)
  }
  media.addEventListener('timeupdate', () => {
    if (Math.abs(media.currentTime - keptAt) >= KEEP_EVERY_SECONDS) keep()
  })
  for (const type of ['pause', 'seeked', 'ended']) media.addEventListener(type, keep)
  addEventListener('pagehide', keep)
}

/** @param leftSeconds null: it was not played here before */
function beginWhere(leftSeconds: number | null, media: HTMLMediaElement, notice: Notice): void {
  const askedSeconds = Number(/^#t=(\d{1,6})$/.exec(location.hash)?.[1] ?? 0)
  if (askedSeconds > 0) {
    media.currentTime = askedSeconds
    return
  }
  if (leftSeconds === null) return
  const goOn = () => {
    media.currentTime = leftSeconds
    void media.play().catch(() => {})
  }
  notice.show(BEEN_HERE, { label: `Continue at ${formatTime(leftSeconds)}`, run: goOn })
  media.addEventListener('play', () => notice.clear(BEEN_HERE), { once: true })
}

/** null: the browser was told to keep nothing, and then even asking is an error. */
function openStorage(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
