/** Subtitles that a person brought: one track at a time, larger or smaller, earlier or later. */
import type { Cue } from './subtitles/cue.js'

/** Per cent of the usual size; the style sheet knows each. */
const SIZES = [50, 75, 100, 125, 150, 200, 250]
const USUAL_SIZE = 2
/** A film's lines, several times over. */
const MAX_CUES = 20_000

export class SubtitleTrack {
  #track: TextTrack | null = null
  #cues: readonly Cue[] = []
  #delaySeconds = 0
  #size = USUAL_SIZE

  constructor(private readonly media: HTMLMediaElement) {}

  get isThere(): boolean {
    return this.#cues.length > 0
  }

  show(cues: readonly Cue[]): void {
    // A track cannot be taken away again, so one serves for all files.
    this.#track ??= this.media.addTextTrack('subtitles', 'Subtitles', '')
    this.#cues = cues.slice(0, MAX_CUES)
    this.#delaySeconds = 0
    this.#fill(this.#track)
    this.#track.mode = 'showing'
  }

  /** @returns whether they are shown now */
  toggle(): boolean {
    if (!this.#track) return false
    this.#track.mode = this.#track.mode === 'showing' ? 'disabled' : 'showing'
    return this.#track.mode === 'showing'
  }

  /** @returns the delay, in seconds; below zero: earlier than the file says */
  delayBy(seconds: number): number {
    this.#delaySeconds = Math.round((this.#delaySeconds + seconds) * 10) / 10
    if (this.#track) this.#fill(this.#track)
    return this.#delaySeconds
  }

  /** @returns per cent */
  resizeBy(steps: number): number {
    this.#size = Math.min(SIZES.length - 1, Math.max(0, this.#size + steps))
    const percent = SIZES[this.#size] ?? 100
    this.media.dataset['cueSize'] = String(percent)
    return percent
  }

  #fill(track: TextTrack): void {
    const { mode } = track
    // Of a disabled track there is no list to change.
    track.mode = 'hidden'
    for (const cue of [...(track.cues ?? [])]) track.removeCue(cue)
    for (const { startSeconds, endSeconds, text } of this.#cues) {
      const end = endSeconds + this.#delaySeconds
      if (end > 0) track.addCue(new VTTCue(Math.max(0, startSeconds + this.#delaySeconds), end, text))
    }
    track.mode = mode
  }
}
