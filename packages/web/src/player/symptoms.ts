/** What a browser does not say of a file that it cannot decode: no error comes, and picture or sound is missing. Pure. */
export type Symptom = 'no_picture' | 'no_sound'

/** A media element with what browsers know beyond the standard. */
export interface Patient {
  /** `HTMLMediaElement.readyState`. */
  readonly readyState: number
  readonly currentTime: number
  /** undefined: sound only. */
  readonly videoWidth?: number
  /** Chromium. */
  readonly webkitAudioDecodedByteCount?: number
  /** Firefox. */
  readonly mozHasAudio?: boolean
  /** Safari. */
  readonly audioTracks?: { readonly length: number }
}

const HAVE_METADATA = 1
const HAVE_CURRENT_DATA = 2
/** Of playing, after which some sound has been decoded where there is any. */
const LISTENING_SECONDS = 2

/** @param playedSeconds since it began to play, without jumps. @param isSilent nobody expects sound */
export function symptomsOf(patient: Patient, playedSeconds: number, isSilent: boolean): Symptom[] {
  const symptoms: Symptom[] = []
  if (patient.readyState >= HAVE_METADATA && patient.videoWidth === 0) symptoms.push('no_picture')
  if (!isSilent && playedSeconds >= LISTENING_SECONDS && isWithoutSound(patient)) symptoms.push('no_sound')
  return symptoms
}

function isWithoutSound({ readyState, webkitAudioDecodedByteCount, mozHasAudio, audioTracks }: Patient): boolean {
  if (readyState < HAVE_CURRENT_DATA) return false
  if (webkitAudioDecodedByteCount !== undefined) return webkitAudioDecodedByteCount === 0
  if (mozHasAudio !== undefined) return !mozHasAudio
  return audioTracks?.length === 0
}

export const SYMPTOM_TEXTS: Readonly<Record<Symptom, string>> = {
  no_picture:
    'This browser cannot show the picture of this file, only play its sound. Other players can: choose one below, or download the file.',
  no_sound:
    'No sound comes out of this file here. If there should be some, this browser cannot decode it; other players can: choose one below, or download the file.',
}

/** Instead of `no_sound` where the film has another sound, which is offered with it. */
export const OTHER_SOUND_TEXT =
  'This browser cannot play the sound that this film begins with. It can play another one; other players can play them all.'
