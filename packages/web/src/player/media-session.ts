/** What a phone shows of the film on its lock screen, and what the buttons there and on a headset do to it. */

/** Of a button that does not say how far. */
const STEP_SECONDS = 10

/** What is used of a media element. */
export type PlayedMedia = EventTarget &
  Pick<HTMLMediaElement, 'currentTime' | 'duration' | 'playbackRate' | 'paused' | 'play' | 'pause'>

export function joinMediaSession(session: MediaSession, media: PlayedMedia, metadata: MediaMetadata): void {
  session.metadata = metadata
  const seek = (seconds: number) => (media.currentTime = Math.max(0, seconds))
  const actions: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => void media.play().catch(() => {})],
    ['pause', () => media.pause()],
    ['seekbackward', ({ seekOffset }) => seek(media.currentTime - (seekOffset || STEP_SECONDS))],
    ['seekforward', ({ seekOffset }) => seek(media.currentTime + (seekOffset || STEP_SECONDS))],
    ['seekto', ({ seekTime }) => seek(seekTime ?? media.currentTime)],
  ]
  for (const [action, run] of actions) {
    try {
      session.setActionHandler(action, run)
    } catch {
      // A browser that knows no such button has none.
    }
  }
  const tell = () => {
    session.playbackState = media.paused ? 'paused' : 'playing'
    tellPlace(session, media)
  }
  for (const type of ['loadedmetadata', 'durationchange', 'play', 'pause', 'seeked', 'ratechange', 'ended']) {
    media.addEventListener(type, tell)
  }
}

/** From which the browser counts on by itself. */
function tellPlace(session: MediaSession, { currentTime, duration, playbackRate }: PlayedMedia): void {
  // While another address is loaded there is no length, and what has none has no place.
  if (!(duration > 0 && Number.isFinite(duration)) || playbackRate <= 0) return
  session.setPositionState({ duration, playbackRate, position: Math.min(Math.max(0, currentTime), duration) })
}
