/** Video and sound: controls, keys, subtitles, where it was left, and what to do when it does not play. */
import { byId } from '../demo-chat/element.js'
import { addControls } from './controls.js'
import { createElsewhere } from './elsewhere.js'
import { createKeysPanel } from './keys-panel.js'
import { LinkSubtitles } from './link-subtitles.js'
import { joinMediaSession } from './media-session.js'
import { Notice } from './notice.js'
import { PlayingGuard } from './playing-guard.js'
import { rememberPosition } from './remember-position.js'
import { runCommand } from './run-command.js'
import { focusOf, toCommand } from './shortcuts.js'
import { createSpeaker } from './speaker.js'
import { takeSubtitleFiles } from './subtitle-files.js'
import { SubtitleTrack } from './subtitle-track.js'
import { TrackControl } from './track-control.js'
import type { WatchFacts } from './watch-facts.js'

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
  rememberPosition(facts.token, media, notice)
  showOutside(facts, media)
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

/** On the lock screen, and wherever else a browser says what plays. */
function showOutside({ name }: WatchFacts, media: HTMLMediaElement): void {
  if (!('mediaSession' in navigator)) return
  const picture = document.querySelector<HTMLImageElement>('#artwork')?.src ?? (media as HTMLVideoElement).poster
  const artwork = picture ? [{ src: picture, type: 'image/jpeg' }] : []
  joinMediaSession(navigator.mediaSession, media, new MediaMetadata({ title: name, artwork }))
}

function addressAt(seconds: number): string {
  const url = new URL(location.href)
  url.hash = seconds >= 1 ? `t=${Math.floor(seconds)}` : ''
  return url.href
}
