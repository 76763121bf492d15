import { expect, it } from 'vitest'
import { joinMediaSession } from './media-session.js'

class Media extends EventTarget {
  currentTime = 50
  duration = 100
  playbackRate = 1
  paused = true

  play(): Promise<void> {
    this.#set(false)
    return Promise.resolve()
  }

  pause(): void {
    this.#set(true)
  }

  #set(paused: boolean): void {
    this.paused = paused
    this.dispatchEvent(new Event(paused ? 'pause' : 'play'))
  }
}

/** @param missing actions that this browser does not know */
function setUp(missing: readonly MediaSessionAction[] = []) {
  const media = new Media()
  const handlers = new Map<MediaSessionAction, MediaSessionActionHandler>()
  const places: (MediaPositionState | undefined)[] = []
  const session: MediaSession = {
    metadata: null,
    playbackState: 'none',
    setActionHandler(action, handler) {
      if (missing.includes(action)) throw new TypeError(`There is no ${action}`)
      if (handler) handlers.set(action, handler)
    },
    setPositionState: (place) => void places.push(place),
    setCameraActive: () => Promise.resolve(),
    setMicrophoneActive: () => Promise.resolve(),
  }
  const metadata: MediaMetadata = { title: 'Holiday.mp4', artist: '', album: '', artwork: [] }
  joinMediaSession(session, media, metadata)
  const press = (action: MediaSessionAction, details: Partial<MediaSessionActionDetails> = {}) =>
    handlers.get(action)?.({ action, ...details })
  return { media, session, metadata, press, handlers, places }
}

it('shows what plays, and whether it does', () => {
  const { session, metadata, press, media } = setUp()
  expect(session.metadata).toBe(metadata)
  press('play')
  expect([media.paused, session.playbackState]).toEqual([false, 'playing'])
  press('pause')
  expect([media.paused, session.playbackState]).toEqual([true, 'paused'])
})

it('seeks by the step that a button wants, or ten seconds, and never before the beginning', () => {
  const { media, press } = setUp()
  press('seekforward')
  expect(media.currentTime).toBe(60)
  press('seekbackward', { seekOffset: 25 })
  expect(media.currentTime).toBe(35)
  press('seekto', { seekTime: 80 })
  expect(media.currentTime).toBe(80)
  press('seekbackward', { seekOffset: 500 })
  expect(media.currentTime).toBe(0)
})

it('tells the place where there is one', () => {
  const { media, places } = setUp()
  media.dispatchEvent(new Event('loadedmetadata'))
  media.currentTime = 100.02
  media.playbackRate = 2
  media.dispatchEvent(new Event('seeked'))
  for (const duration of [NaN, Infinity, 0]) {
    media.duration = duration
    media.dispatchEvent(new Event('durationchange'))
  }
  expect(places).toEqual([
    { duration: 100, playbackRate: 1, position: 50 },
    { duration: 100, playbackRate: 2, position: 100 },
  ])
})

it('does without the buttons that a browser does not know', () => {
  const { handlers } = setUp(['seekto', 'play'])
  expect([...handlers.keys()]).toEqual(['pause', 'seekbackward', 'seekforward'])
})
