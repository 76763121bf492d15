/** Video and sound: controls, keys, subtitles, where it was left, and what to do when it does not play. */
import { byId, element } from '../demo-chat/element.js'
import { addControls } from './controls.js'
import { createElsewhere } from './elsewhere.js'
import { formatTime } from './format-time.js'
import { createKeysPanel } from './keys-panel.js'
import { LinkSubtitles } from './link-subtitles.js'
import { Notice } from './notice.js'
import { PlayingGuard } from './playing-guard.js'
import { Positions } from './positions.js'
import { runCommand } from './run-command.js'
import { focusOf, toCommand } from './shortcuts.js'
import { takeSubtitleFiles } from './subtitle-files.js'
import { SubtitleTrack } from './subtitle-track.js'
import { TrackControl } from './track-control.js'
import type { WatchFacts } from './watch-facts.js'

const KEEP_EVERY_SECONDS = 5

export function startPlaying(facts: WatchFacts): void {
  const media = byId('media', HTMLMediaElement)
  const player = byId('player', HTMLElement)
  const notice = new Notice()
  const subtitles = new SubtitleTrack(media)
  const keys = createKeysPanel()
  const say = createSpeaker(player)
  const elsewhere = createElsewhere(facts, say, () => addressAt(media.currentTime))
  const offerOthers = () => elsewhere.open()
  const beside = new LinkSubtitles({ offers: facts.subtitles, subtitles, notice, say })
  const tracks = new TrackControl({ facts, media, subtitles, beside, notice, say, offerOthers })
  addControls(player, media, facts.view === 'video' ? tracks.panel : null)
  byId('more', HTMLElement).append(elsewhere.panel, keys)
  if (facts.view === 'video') addSubtitleButton(subtitles, notice, say)
  new PlayingGuard({ ...facts, media, notice, offerOthers, detour: tracks })
  rememberPosition(facts, media, notice)
  beside.begin(navigator.languages)

  const toggleTracks = () => facts.view === 'video' && tracks.panel.toggle()
  const stage = { media, player, subtitles, say, toggleKeys: () => (keys.open = !keys.open), toggleTracks }
  addEventListener('keydown', (event) => {
    const command = toCommand(event, focusOf(event.composedPath()))
    if (command === null) return
    event.preventDefault()
    runCommand(command, stage)
  })
}

function addSubtitleButton(subtitles: SubtitleTrack, notice: Notice, say: (text: string) => void): void {
  const button = takeSubtitleFiles(document.body, {
    take(cues, name) {
      subtitles.show(cues, name)
      say(`Subtitles: ${name}`)
    },
    refuse: (why) => notice.show(why),
  })
  byId('actions', HTMLElement).append(button)
}

function rememberPosition({ token }: WatchFacts, media: HTMLMediaElement, notice: Notice): void {
  const positions = new Positions(openStorage())
  const jump = (seconds: number) => {
    media.currentTime = seconds
    void media.play().catch(() => {})
  }
  const asked = Number(/^#t=(\d{1,6})$/.exec(location.hash)?.[1] ?? 0)
  const left = positions.of(token)
  if (asked > 0) media.currentTime = asked
  else if (left !== null) {
    const label = `Continue at ${formatTime(left)}`
    notice.show('You have been here before.', { label, run: () => jump(left) })
    media.addEventListener('play', () => notice.clear('You have been here before.'), { once: true })
  }
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

/** null: the browser was told to keep nothing, and then even asking is an error. */
function openStorage(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}

function addressAt(seconds: number): string {
  const url = new URL(location.href)
  url.hash = seconds >= 1 ? `t=${Math.floor(seconds)}` : ''
  return url.href
}

/** Short words over the picture, which go away by themselves. */
function createSpeaker(player: HTMLElement): (text: string) => void {
  const bubble = element('div', { class: 'said', role: 'status', slot: 'top-chrome', noautohide: '' })
  player.append(bubble)
  let timer: ReturnType<typeof setTimeout> | undefined
  return (text) => {
    bubble.textContent = text
    clearTimeout(timer)
    timer = setTimeout(() => (bubble.textContent = ''), 2500)
  }
}
