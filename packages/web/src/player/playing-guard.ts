/**
 * Watches over playing. When it fails or stands still, it asks what became of the link, says so, and goes on where it was as soon as that can be;
 * what a browser plays without picture or sound is told too.
 */
import type { Notice, NoticeAction } from './notice.js'
import { probe } from './probe.js'
import { nextStep, type MediaErrorCode } from './recovery.js'
import { OTHER_SOUND_TEXT, SYMPTOM_TEXTS, symptomsOf, type Symptom } from './symptoms.js'

const STALL_MS = 12_000
/** As often as `timeupdate` comes, and no jump. */
const MAX_STEP_SECONDS = 1
/** After which a failure is a new one. */
const SETTLED_SECONDS = 5

export interface GuardDeps {
  readonly media: HTMLMediaElement
  readonly notice: Notice
  readonly streamUrl: string
  readonly isSilent: boolean
  /** Shows where else it may be played. */
  readonly offerOthers: () => void
  readonly detour: Detour
}

/** Another way to play the same file here. */
export interface Detour {
  /** @returns false: it was not on it */
  leaveDetour(): boolean
  /** @returns false: there is none, or not again */
  takeDetour(): Promise<boolean>
  /** Of a film that is not heard. @returns what plays another sound of it; null: there is none */
  findSound(): Promise<NoticeAction | null>
}

export class PlayingGuard {
  readonly #told = new Set<Symptom>()
  #tries = 0
  #lastSeconds = 0
  #playedSeconds = 0
  /** Of what is loaded now. */
  #heardSeconds = 0
  #sinceFailureSeconds = 0
  #wantsToPlay = false
  #isBusy = false
  #stall: ReturnType<typeof setTimeout> | undefined
  #trouble = ''
  #resume: { readonly seconds: number; readonly playbackRate: number; readonly isPlaying: boolean } | null = null

  constructor(private readonly deps: GuardDeps) {
    const { media } = deps
    media.addEventListener('timeupdate', () => this.#progress())
    media.addEventListener('emptied', () => (this.#heardSeconds = 0))
    media.addEventListener('loadeddata', () => this.#look())
    media.addEventListener('loadedmetadata', () => this.#goOn())
    media.addEventListener('play', () => (this.#wantsToPlay = true))
    // A browser that fails also says that it is paused.
    media.addEventListener('pause', () => {
      if (!media.error) this.#wantsToPlay = false
    })
    media.addEventListener('waiting', () => this.#watchStall())
    media.addEventListener('playing', () => clearTimeout(this.#stall))
    media.addEventListener('error', () => void this.#fail(media.error?.code ?? null))
    // What happened before this script came.
    if (media.error) void this.#fail(media.error.code)
    else this.#look()
  }

  #progress(): void {
    const { media } = this.deps
    // Loading anew says that it is at the beginning.
    if (media.readyState === 0) return
    clearTimeout(this.#stall)
    const step = media.currentTime - this.#lastSeconds
    this.#lastSeconds = media.currentTime
    if (step > 0 && step < MAX_STEP_SECONDS) {
      this.#playedSeconds += step
      this.#heardSeconds += step
      this.#sinceFailureSeconds += step
      this.#settle()
    }
    if (this.#sinceFailureSeconds > SETTLED_SECONDS) this.#tries = 0
    this.#look()
  }

  /** What is told of a failure is over; what is told of the file stays. */
  #settle(): void {
    if (this.#trouble !== '') this.deps.notice.clear(this.#trouble)
    this.#trouble = ''
  }

  #look(): void {
    const { media, isSilent } = this.deps
    for (const symptom of symptomsOf(media, this.#heardSeconds, isSilent)) {
      if (this.#told.has(symptom)) continue
      this.#told.add(symptom)
      void this.#tell(symptom)
    }
  }

  async #tell(symptom: Symptom): Promise<void> {
    const { notice, offerOthers, detour } = this.deps
    const other = symptom === 'no_sound' ? await detour.findSound() : null
    if (other) return notice.show(OTHER_SOUND_TEXT, other)
    notice.show(SYMPTOM_TEXTS[symptom])
    offerOthers()
  }

  #watchStall(): void {
    clearTimeout(this.#stall)
    this.#stall = setTimeout(() => {
      if (!this.deps.media.paused && this.deps.media.readyState < 3) void this.#fail(null)
    }, STALL_MS)
  }

  async #fail(code: MediaErrorCode): Promise<void> {
    if (this.#isBusy || this.deps.detour.leaveDetour()) return
    this.#isBusy = true
    clearTimeout(this.#stall)
    this.#sinceFailureSeconds = 0
    try {
      while (await this.#takeStep(code)) code = null
    } finally {
      this.#isBusy = false
    }
  }

  /** @returns whether another one follows */
  async #takeStep(code: MediaErrorCode): Promise<boolean> {
    const { notice, streamUrl, offerOthers, detour } = this.deps
    const finding = await probe(streamUrl)
    const step = nextStep(finding, code, { tries: this.#tries++, hasPlayed: this.#playedSeconds > 0 })
    if (step.does === 'reload') {
      if (step.afterMs > 0) await untilOnlineOr(step.afterMs)
      this.#reload()
      return false
    }
    if (step.does === 'hand_over' && (await detour.takeDetour())) return false
    this.#trouble = step.text
    notice.show(step.text)
    if (step.does === 'hand_over') offerOthers()
    if (step.does !== 'wait') return false
    await untilOnlineOr(step.ms)
    return true
  }

  /** Loading forgets where it was, how fast, and that it played. */
  #reload(): void {
    const { media } = this.deps
    this.#resume = { seconds: this.#lastSeconds, playbackRate: media.playbackRate, isPlaying: this.#wantsToPlay }
    media.load()
  }

  #goOn(): void {
    const { media } = this.deps
    const resume = this.#resume
    this.#resume = null
    if (!resume) return
    media.playbackRate = resume.playbackRate
    if (resume.seconds > 0) media.currentTime = resume.seconds
    this.#settle()
    if (resume.isPlaying) void media.play().catch(() => {})
  }
}

/** A browser that knows it is back need not wait. */
function untilOnlineOr(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    addEventListener('online', done)
  })
}
