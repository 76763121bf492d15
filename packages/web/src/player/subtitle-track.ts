/** Subtitles, wherever they come from: one track at a time, larger or smaller, earlier or later. */
import type { Cue } from './subtitles/cue.js'

/** Per cent of the usual size; the style sheet knows each. */
const SIZES = [50, 75, 100, 125, 150, 200, 250]
const USUAL_SIZE = 2
/** A film's lines, several times over. */
const MAX_CUES = 20_000

export class SubtitleTrack {
  /** Others are shown now. */
  onReplaced: () => void = () => {}
  #track: TextTrack | null = null
  #cues: readonly Cue[] = []
  #what: object | null = null
  /** A file that somebody brought, for when it is chosen again. */
  #brought: { readonly name: string; readonly cues: readonly Cue[] } | null = null
  #delaySeconds = 0
  #size = USUAL_SIZE

  constructor(private readonly media: HTMLMediaElement) {}

  get isThere(): boolean {
    return this.#track !== null
  }

  get isShowing(): boolean {
    return this.#track?.mode === 'showing'
  }

  /** Another after each change; null: nothing yet. */
  get what(): object | null {
    return this.#what
  }

  /** '': nobody brought a file. */
  get broughtName(): string {
    return this.#brought?.name ?? ''
  }

  /** All of a file that somebody brought. */
  show(cues: readonly Cue[], name: string): void {
    this.#brought = { name, cues }
    this.showBrought()
  }

  showBrought(): void {
    this.begin()
    this.add(this.#brought?.cues ?? [])
  }

  /** Those before are gone; what is shown comes bit by bit. @param what they are, for who asks later */
  begin(what: object = {}): void {
    // A track cannot be taken away again, so one serves for all.
    this.#track ??= this.media.addTextTrack('subtitles', 'Subtitles', '')
    this.#what = what
    this.onReplaced()
    this.#cues = []
    this.#delaySeconds = 0
    this.#fill(this.#track)
    this.#track.mode = 'showing'
  }

  add(cues: readonly Cue[]): void {
    if (!this.#track) return
    const more = cues.slice(0, MAX_CUES - this.#cues.length)
    this.#cues = [...this.#cues, ...more]
    this.#append(this.#track, more)
  }

  hide(): void {
    if (this.#track) this.#track.mode = 'disabled'
  }

  showAgain(): void {
    if (this.#track) this.#track.mode = 'showing'
  }

  /** @returns whether they are shown now */
  toggle(): boolean {
    if (this.isShowing) this.hide()
    else this.showAgain()
    return this.isShowing
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
    this.#append(track, this.#cues)
    track.mode = mode
  }

  #append(track: TextTrack, cues: readonly Cue[]): void {
    for (const { startSeconds, endSeconds, text } of cues) {
      const end = endSeconds + this.#delaySeconds
      if (end > 0) track.addCue(new VTTCue(Math.max(0, startSeconds + this.#delaySeconds), end, text))
    }
  }
}
