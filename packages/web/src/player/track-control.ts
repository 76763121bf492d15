/** Sounds and subtitles of a film: lists them and does what is chosen. Looks into the file only when somebody asks. */
import { FilmFeed } from './film-feed.js'
import type { LinkSubtitles } from './link-subtitles.js'
import { mediaSourceOf } from './media-source-of.js'
import type { Notice, NoticeAction } from './notice.js'
import { otherSound } from './other-sound.js'
import type { SubtitleTrack } from './subtitle-track.js'
import type { Cue } from './subtitles/cue.js'
import { OTHER_SOUND_TEXT, SYMPTOM_TEXTS } from './symptoms.js'
import { toTrackLabel } from './track-label.js'
import { createTrackPanel, type Choice, type TrackPanel, type TrackPanelContent } from './track-panel.js'
import type { FilmTracks, SoundTrack, TextTrack } from './tracks/film-tracks.js'
import type { LineFollower } from './tracks/line-follower.js'
import type { WatchFacts } from './watch-facts.js'

const LOOK_TIMEOUT_MS = 30_000
const NOT_HERE = 'not playable here, but in other players'
const NOT_SHOWN = 'not shown here, but in other players'

export interface TrackControlDeps {
  readonly facts: WatchFacts
  readonly media: HTMLMediaElement
  readonly subtitles: SubtitleTrack
  /** Those that the link has beside the film. */
  readonly beside: Pick<LinkSubtitles, 'choices' | 'isShown'>
  readonly notice: Notice
  readonly say: (text: string) => void
  /** Shows where else it may be played. */
  readonly offerOthers: () => void
}

export class TrackControl {
  readonly panel: TrackPanel
  #tracks: FilmTracks | null = null
  #looking: Promise<void> | null = null
  #trouble = ''
  readonly #feed: FilmFeed
  #soundId: number | null = null
  /** The browser plays the film's first sound, and cannot decode it. */
  #isFirstSilent = false
  #text: TextTrack | null = null
  #follower: LineFollower | null = null

  constructor(private readonly deps: TrackControlDeps) {
    this.panel = createTrackPanel(() => this.#open())
    this.#feed = new FilmFeed({ ...deps, onLost: () => this.#tellLost() })
    deps.subtitles.onReplaced = () => this.#leaveText()
  }

  /** The film was fed and fails: the file itself goes on. @returns false: it was not fed */
  leaveDetour(): boolean {
    if (!this.#feed.stop()) return false
    this.#tellLost()
    return true
  }

  /** The browser does not play the file: it may play what is in it. @returns whether it goes on */
  takeDetour(): Promise<boolean> {
    return this.#feed.takeDetour()
  }

  /** Of a film that plays and is not heard. @returns what plays another of its sounds; null: there is none that this browser can decode */
  async findSound(): Promise<NoticeAction | null> {
    if (this.deps.facts.view !== 'video' || this.#feed.isFeeding) return null
    if (!this.#tracks) await this.#look()
    const sounds = this.#tracks?.sounds ?? []
    const sound = otherSound(sounds, isDecodable)
    if (!sound) return null
    this.#isFirstSilent = true
    this.#soundId = sounds[0]?.id ?? null
    this.#render()
    const label = toTrackLabel(sound, sounds.indexOf(sound) + 1)
    return { label: `Play ${label}`, run: () => void this.#chooseSound(sound) }
  }

  #tellLost(): void {
    const words = 'The chosen sound cannot be played on. The film goes on with the sound that this browser chooses.'
    this.#soundId = this.#ownSound(this.#tracks)?.id ?? null
    this.deps.notice.show(words)
    this.#render()
  }

  #open(): void {
    this.#render()
    if (!this.#tracks && this.#mayLook()) void this.#look()
  }

  /** Of a link that may be used up, nothing is read until somebody plays it. */
  #mayLook(): boolean {
    const { media } = this.deps
    return media.getAttribute('preload') !== 'none' || media.readyState > 0
  }

  /** Once at a time. */
  #look(): Promise<void> {
    this.#looking ??= this.#read().finally(() => (this.#looking = null))
    return this.#looking
  }

  async #read(): Promise<void> {
    const { streamUrl, sizeBytes } = this.deps.facts
    this.#trouble = ''
    this.#render()
    try {
      const { readTracks } = await import('./tracks/open-tracks.js')
      this.#tracks = await readTracks(streamUrl, sizeBytes, AbortSignal.timeout(LOOK_TIMEOUT_MS))
      this.#soundId ??= this.#ownSound(this.#tracks)?.id ?? null
    } catch {
      this.#trouble = 'What is in this file cannot be listed. It plays as it is.'
    }
    this.#render()
  }

  #render(): void {
    if (this.panel.isOpen) this.panel.show(this.#content())
  }

  #content(): TrackPanelContent {
    const { subtitles, beside } = this.deps
    const brought = [
      ...beside.choices(),
      ...(subtitles.broughtName === '' ? [] : [this.#toBrought(subtitles.broughtName)]),
    ]
    if (!this.#tracks) {
      const note = this.#mayLook()
        ? this.#trouble || 'Looking into the file…'
        : 'What is in the file is listed once it plays.'
      return { note, sounds: [], subtitles: brought.length > 0 ? [this.#toOff(), ...brought] : [] }
    }
    const { sounds, texts } = this.#tracks
    const all = [...texts.map((text, index) => this.#toTextChoice(text, index + 1)), ...brought]
    return {
      note: texts.length === 0 ? 'There are no subtitles in this file; you can add some below.' : '',
      sounds: sounds.map((sound, index) => this.#toSoundChoice(sound, index + 1)),
      subtitles: all.length === 0 ? [] : [this.#toOff(), ...all],
    }
  }

  #toSoundChoice(sound: SoundTrack, place: number): Choice {
    const isOwn = sound.id === this.#ownSound(this.#tracks)?.id
    const isPlayable = isDecodable(sound) || (isOwn && !this.#isFirstSilent)
    return {
      label: toTrackLabel(sound, place),
      isChosen: sound.id === this.#soundId,
      whyNot: isPlayable ? null : NOT_HERE,
      choose: () => void this.#chooseSound(sound),
    }
  }

  #toTextChoice(text: TextTrack, place: number): Choice {
    return {
      label: toTrackLabel(text, place),
      isChosen: text === this.#text && this.deps.subtitles.isShowing,
      whyNot: text.lines ? null : NOT_SHOWN,
      choose: () => void this.#chooseText(text),
    }
  }

  #toOff(): Choice {
    const { subtitles } = this.deps
    return { label: 'Off', isChosen: !subtitles.isShowing, whyNot: null, choose: () => subtitles.hide() }
  }

  #toBrought(label: string): Choice {
    const { subtitles, beside } = this.deps
    const isChosen = this.#text === null && subtitles.isShowing && !beside.isShown
    return { label, isChosen, whyNot: null, choose: () => subtitles.showBrought() }
  }

  /** What a browser plays of several: the first that it can, unless it turns out to have stayed with the first of all. */
  #ownSound(tracks: FilmTracks | null): SoundTrack | undefined {
    const { media } = this.deps
    if (this.#isFirstSilent) return tracks?.sounds[0]
    const isPlayed = (sound: SoundTrack) => isDecodable(sound) || media.canPlayType(sound.plainType) !== ''
    return tracks?.sounds.find(isPlayed) ?? tracks?.sounds[0]
  }

  async #chooseSound(sound: SoundTrack): Promise<void> {
    const { say, notice } = this.deps
    const before = this.#soundId
    this.#soundId = sound.id
    this.#render()
    const label = toTrackLabel(sound, (this.#tracks?.sounds.indexOf(sound) ?? 0) + 1)
    if (sound.id === this.#ownSound(this.#tracks)?.id && !this.#feed.isFileRefused) {
      this.#feed.stop()
      return say(`Sound: ${label}`)
    }
    try {
      if (!(await this.#feed.start(sound.id))) return
      for (const words of [SYMPTOM_TEXTS.no_sound, OTHER_SOUND_TEXT]) notice.clear(words)
      say(`Sound: ${label}`)
    } catch {
      // The film that plays was not touched.
      this.#soundId = before
      this.#render()
      notice.show(`${label} cannot be played here. Other players can: choose one below, or download the file.`)
      this.deps.offerOthers()
    }
  }

  async #chooseText(text: TextTrack): Promise<void> {
    const { media, subtitles, say, notice } = this.deps
    const { lines } = text
    if (!lines) return
    if (text === this.#text) {
      subtitles.showAgain()
      return this.#follower?.look()
    }
    const label = toTrackLabel(text, (this.#tracks?.texts.indexOf(text) ?? 0) + 1)
    const fail = () => {
      subtitles.hide()
      this.#leaveText()
      notice.show(`The subtitles ${label} cannot be read on. The film plays without them.`)
    }
    try {
      const { followLines } = await import('./tracks/open-tracks.js')
      subtitles.begin()
      this.#text = text
      const onLines = (cues: readonly Cue[]) => subtitles.add(cues)
      const isHidden = () => !subtitles.isShowing
      this.#follower = followLines({ media, lines, isHidden, onLines, onFailure: fail })
      say(`Subtitles: ${label}`)
      this.#render()
    } catch {
      fail()
    }
  }

  #leaveText(): void {
    this.#follower?.end()
    this.#follower = null
    this.#text = null
    this.#render()
  }
}

function isDecodable({ codecs }: SoundTrack): boolean {
  const kind = mediaSourceOf(window)
  if (!kind) return false
  return codecs.some((codec) =>
    ['mp4', 'webm'].some((container) => kind.isTypeSupported(`audio/${container}; codecs="${codec}"`)),
  )
}
