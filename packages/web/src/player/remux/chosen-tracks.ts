/** The picture and one sound of a film, and how a browser takes them: the container, its type in full. Refuses what the browser cannot decode. */
import {
  Input,
  MATROSKA,
  MP4,
  QTFF,
  WEBM,
  type AudioCodec,
  type InputAudioTrack,
  type InputVideoTrack,
  type VideoCodec,
} from 'mediabunny'
import type { FilmSource } from './film-source.js'

export interface Picture {
  readonly track: InputVideoTrack
  readonly codec: VideoCodec
  readonly config: VideoDecoderConfig
}

export interface Sound {
  readonly track: InputAudioTrack
  readonly codec: AudioCodec
  readonly config: AudioDecoderConfig
}

export interface ChosenTracks {
  readonly picture: Picture
  /** null: the film has none. */
  readonly sound: Sound | null
  readonly container: 'mp4' | 'webm'
  readonly mimeType: string
  readonly durationSeconds: number | null
}

/** This browser cannot decode it; another player can. */
export class NotDecodableError extends Error {
  override readonly name = 'NotDecodableError'
}

/** @param soundId as the file numbers it; null: the first that can be decoded. @param isSupported `MediaSource.isTypeSupported` */
export async function chooseTracks(
  film: Input,
  soundId: number | null,
  isSupported: (mimeType: string) => boolean,
): Promise<ChosenTracks> {
  const [video] = await film.getVideoTracks()
  const picture = video && (await toPicture(video))
  if (!picture) throw new NotDecodableError('The picture is of a kind that browsers do not know')
  const sounds = (await film.getAudioTracks()).filter(({ id }) => soundId === null || id === soundId)
  if (soundId !== null && sounds.length === 0) throw new NotDecodableError('The film has no such sound')
  const durationSeconds = await film.getDurationFromMetadata()
  const found = await firstDecodable(picture, sounds, isSupported)
  if (!found) throw new NotDecodableError('This browser cannot decode the picture with that sound')
  return { picture, durationSeconds, ...found }
}

export function openFilm({ source }: FilmSource): Input {
  return new Input({ source, formats: [MP4, QTFF, MATROSKA, WEBM] })
}

async function firstDecodable(
  picture: Picture,
  sounds: readonly InputAudioTrack[],
  isSupported: (mimeType: string) => boolean,
): Promise<Pick<ChosenTracks, 'sound' | 'container' | 'mimeType'> | null> {
  const candidates = sounds.length === 0 ? [null] : sounds
  for (const track of candidates) {
    const sound = track && (await toSound(track))
    if (track && !sound) continue
    const container = picture.codec === 'vp8' || sound?.codec === 'vorbis' ? 'webm' : 'mp4'
    for (const codec of sound ? namesOf(sound) : ['']) {
      const codecs = [picture.config.codec, codec].filter((name) => name !== '').join(', ')
      const mimeType = `video/${container}; codecs="${codecs}"`
      if (isSupported(mimeType)) return { sound, container, mimeType }
    }
  }
  return null
}

/** Browsers differ in what they call MP3 within MP4. */
function namesOf({ codec, config }: Sound): readonly string[] {
  return codec === 'mp3' ? ['mp4a.6B', 'mp3'] : [config.codec]
}

async function toPicture(track: InputVideoTrack): Promise<Picture | null> {
  const [codec, config] = [await track.getCodec(), await track.getDecoderConfig()]
  return codec && config && { track, codec, config }
}

async function toSound(track: InputAudioTrack): Promise<Sound | null> {
  const [codec, config] = [await track.getCodec(), await track.getDecoderConfig()]
  return codec && config && { track, codec, config }
}
