/** What is in a film besides its picture: sounds to choose from and texts to read, and how to come by a text's lines. */
import type { Cue } from '../subtitles/cue.js'

export interface SoundTrack {
  /** As the file numbers it. */
  readonly id: number
  /** BCP 47, or what the file has; '' where it says nothing. */
  readonly language: string
  readonly title: string
  /** For people: `AAC`, `DTS`. */
  readonly codecName: string
  /** Names that `MediaSource.isTypeSupported` may know it by; none: no browser does. */
  readonly codecs: readonly string[]
  /** A type of file with such sound, where browsers play that and are not fed with it; '' where there is none. */
  readonly plainType: string
}

export interface TextTrack {
  readonly id: number
  readonly language: string
  readonly title: string
  readonly codecName: string
  /** null: its lines are pictures, or of a kind that is not read here. */
  readonly lines: LineSource | null
}

export interface LineSource {
  /** Lines that are shown at any time from then until then, in any order; some may come twice. @param toSeconds exclusive */
  read(fromSeconds: number, toSeconds: number, signal: AbortSignal): Promise<readonly Cue[]>
}

export interface FilmTracks {
  readonly sounds: readonly SoundTrack[]
  readonly texts: readonly TextTrack[]
}

/** By the name for people. */
export const PLAIN_TYPES: Readonly<Record<string, string>> = { MP3: 'audio/mpeg', PCM: 'audio/wav; codecs="1"' }

/** More than anybody makes; the rest is not listed. */
export const MAX_TRACKS = 64
