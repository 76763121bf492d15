/** The player's controls, around the media element that the page came with. */
import 'media-chrome/media-controller'
import 'media-chrome/media-captions-button'
import 'media-chrome/media-control-bar'
import 'media-chrome/media-fullscreen-button'
import 'media-chrome/media-loading-indicator'
import 'media-chrome/media-mute-button'
import 'media-chrome/media-pip-button'
import 'media-chrome/media-play-button'
import 'media-chrome/media-playback-rate-button'
import 'media-chrome/media-seek-backward-button'
import 'media-chrome/media-seek-forward-button'
import 'media-chrome/media-time-display'
import 'media-chrome/media-time-range'
import 'media-chrome/media-volume-range'
import { En } from 'media-chrome/lang/en'
import { addTranslation } from 'media-chrome/utils/i18n'
import { SPEEDS } from './speeds.js'
import type { TrackPanel } from './track-panel.js'

// What is read aloud contains what is seen (WCAG 2.2, 2.5.3): the button says `1x`.
addTranslation('en', { ...En, 'Playback rate {playbackRate}': 'Speed {playbackRate}x' })

/** @param tracks of a film */
export function addControls(player: HTMLElement, media: HTMLMediaElement, tracks: TrackPanel | null): void {
  const isVideo = media instanceof HTMLVideoElement
  const captions = make('media-captions-button')
  media.controls = false
  player.append(
    ...(isVideo ? [make('media-loading-indicator', { slot: 'centered-chrome', noautohide: '' })] : []),
    ...(tracks ? [tracks.panel] : []),
    bar('timeline', make('media-time-range')),
    bar(
      'buttons',
      make('media-play-button'),
      make('media-seek-backward-button', { seekoffset: '10' }),
      make('media-seek-forward-button', { seekoffset: '10' }),
      make('media-mute-button'),
      make('media-volume-range'),
      make('media-time-display', { showduration: '', notoggle: '' }),
      make('span', { class: 'gap' }),
      make('media-playback-rate-button', { rates: SPEEDS.join(' ') }),
      ...(tracks ? [tracks.button] : []),
      ...(isVideo ? [captions, make('media-pip-button'), make('media-fullscreen-button')] : []),
    ),
  )
  // It says whether it is on in a way that only switches may (WAI-ARIA 1.2, aria-checked).
  captions.setAttribute('role', 'switch')
}

function bar(name: string, ...children: readonly HTMLElement[]): HTMLElement {
  const node = make('media-control-bar', { class: name })
  node.append(...children)
  return node
}

function make(tag: string, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  return node
}
