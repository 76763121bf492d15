/** Does what a key stands for, and says what cannot be seen otherwise. */
import type { Command } from './shortcuts.js'
import { nextSpeed } from './speeds.js'
import type { SubtitleTrack } from './subtitle-track.js'

export interface Stage {
  readonly media: HTMLMediaElement
  /** What is put on the full screen: the media with its controls. */
  readonly player: HTMLElement
  readonly subtitles: SubtitleTrack
  readonly say: (text: string) => void
  readonly toggleKeys: () => void
  readonly toggleTracks: () => void
}

export function runCommand(command: Command, stage: Stage): void {
  const { media, player, subtitles, say, toggleKeys, toggleTracks } = stage
  switch (command.does) {
    case 'play':
      // A refusal to play is an error event as well.
      return media.paused ? void media.play().catch(() => {}) : media.pause()
    case 'seek':
      return goTo(media, media.currentTime + command.by)
    case 'go':
      return goTo(media, media.duration * command.toFraction)
    case 'volume':
      media.muted = false
      setVolume(player, Math.min(1, Math.max(0, media.volume + command.by)))
      return say(`Volume ${Math.round(media.volume * 100)} %`)
    case 'mute':
      media.muted = !media.muted
      return say(media.muted ? 'Sound off' : 'Sound on')
    case 'speed':
      media.playbackRate = nextSpeed(media.playbackRate, command.by)
      return say(`Speed ${media.playbackRate}×`)
    case 'fullscreen':
      return toggleFullscreen(player)
    case 'picture-in-picture':
      return togglePictureInPicture(media)
    case 'captions':
      if (!subtitles.isThere)
        return say('No subtitles are chosen yet: T lists those in the film, or drop a file on this page.')
      return say(subtitles.toggle() ? 'Subtitles on' : 'Subtitles off')
    case 'subtitle-size':
      return say(`Subtitles ${subtitles.resizeBy(command.by)} %`)
    case 'subtitle-time': {
      const delay = subtitles.delayBy(command.by)
      return say(`Subtitles ${Math.abs(delay)} s ${delay < 0 ? 'earlier' : 'later'}`)
    }
    case 'tracks':
      return toggleTracks()
    case 'keys':
      return toggleKeys()
  }
}

/** By way of the player, which remembers it for the next film. */
function setVolume(player: HTMLElement, detail: number): void {
  player.dispatchEvent(new CustomEvent('mediavolumerequest', { detail }))
}

function goTo(media: HTMLMediaElement, seconds: number): void {
  if (!Number.isFinite(seconds)) return
  const end = Number.isFinite(media.duration) ? media.duration : Infinity
  media.currentTime = Math.min(end, Math.max(0, seconds))
}

/** Where a browser has none of these (an iPhone's full screen is the video's own), nothing happens. */
function toggleFullscreen(player: HTMLElement): void {
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => {})
  else if ('requestFullscreen' in player) void player.requestFullscreen().catch(() => {})
}

function togglePictureInPicture(media: HTMLMediaElement): void {
  if (!(media instanceof HTMLVideoElement) || !document.pictureInPictureEnabled) return
  if (document.pictureInPictureElement) void document.exitPictureInPicture().catch(() => {})
  else void media.requestPictureInPicture().catch(() => {})
}
