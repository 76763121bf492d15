/**
 * Takes picture and sound out of a film as they are and packs them in pieces that a browser's `MediaSource` takes: nothing is decoded or changed.
 * It goes on as fast as pieces are taken, from the last picture before a moment that stands for itself.
 */
import {
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  NullTarget,
  Output,
  WebMOutputFormat,
  type EncodedPacket,
} from 'mediabunny'
import type { ChosenTracks } from './chosen-tracks.js'

export interface RemuxPlan {
  readonly tracks: ChosenTracks
  readonly fromSeconds: number
  readonly signal: AbortSignal
  /** In order. */
  readonly put: (bytes: Uint8Array) => Promise<void>
  /** Resolves when there is room for more. @param untilSeconds how far the film has been read */
  readonly waitForRoom: (untilSeconds: number) => Promise<void>
  /** A picture that stands for itself is about to be put. */
  readonly onKeyPicture: (seconds: number) => void
}

/** Between two pictures that stand for themselves; a film that has more is not held in memory for it. */
const MAX_HELD_BYTES = 64 * 1024 * 1024

/** Resolves when the film is at its end. */
export async function remux({ tracks, fromSeconds, signal, put, waitForRoom, onKeyPicture }: RemuxPlan): Promise<void> {
  const { picture, sound } = tracks
  const pieces: Uint8Array[] = []
  const output = new Output({
    format: toFormat(tracks.container, (bytes) => pieces.push(bytes)),
    target: new NullTarget(),
  })
  const [video, audio] = [
    new EncodedVideoPacketSource(picture.codec),
    sound && new EncodedAudioPacketSource(sound.codec),
  ]
  output.addVideoTrack(video)
  if (audio) output.addAudioTrack(audio)

  let [heldBytes, untilSeconds] = [0, fromSeconds]
  const pass = async () => {
    const isNews = pieces.length > 0
    for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
      heldBytes = 0
      signal.throwIfAborted()
      await put(piece)
    }
    // All of them first: with the head alone nothing plays, and what waits for playing would wait for ever.
    if (isNews) await waitForRoom(untilSeconds)
    signal.throwIfAborted()
    if (heldBytes > MAX_HELD_BYTES) throw new Error('The film has no picture to begin at for too long')
  }
  try {
    await output.start()
    await pass()
    for await (const { kind, packet, isLast } of packetsOf(tracks, fromSeconds, signal)) {
      heldBytes += packet.byteLength
      untilSeconds = Math.max(untilSeconds, packet.timestamp)
      if (kind === 'video' && packet.type === 'key') onKeyPicture(packet.timestamp)
      if (kind === 'video') await video.add(packet, { decoderConfig: picture.config })
      else if (sound) await audio?.add(packet, { decoderConfig: sound.config })
      // The other one need not wait for what does not come.
      if (isLast) (kind === 'video' ? video : audio)?.close()
      await pass()
    }
    await output.finalize()
    await pass()
  } finally {
    if (output.state !== 'finalized') void output.cancel().catch(() => {})
  }
}

interface OwnedPacket {
  readonly kind: 'video' | 'audio'
  readonly packet: EncodedPacket
  /** Of its kind. */
  readonly isLast: boolean
}

/** Both in the order of time. */
async function* packetsOf(
  { picture, sound }: ChosenTracks,
  fromSeconds: number,
  signal: AbortSignal,
): AsyncGenerator<OwnedPacket> {
  const videos = new EncodedPacketSink(picture.track)
  const audios = sound && new EncodedPacketSink(sound.track)
  let video = (await videos.getKeyPacket(fromSeconds, { verifyKeyPackets: true })) ?? (await videos.getFirstKeyPacket())
  const startSeconds = video?.timestamp ?? fromSeconds
  let audio = audios && ((await audios.getPacket(startSeconds)) ?? (await audios.getFirstPacket()))
  while (video ?? audio) {
    signal.throwIfAborted()
    if (video && (!audio || video.timestamp <= audio.timestamp)) {
      const next = await videos.getNextPacket(video)
      // Shown before the one that it begins with, and made of pictures before that: it cannot be decoded.
      if (video.timestamp >= startSeconds) yield { kind: 'video', packet: video, isLast: !next }
      video = next
    } else if (audio && audios) {
      const next = await audios.getNextPacket(audio)
      // Before the beginning nothing is heard.
      if (audio.timestamp >= 0) yield { kind: 'audio', packet: audio, isLast: !next }
      audio = next
    }
  }
}

/** Each piece is whole: the head, or pictures and sound with their times. */
function toFormat(container: ChosenTracks['container'], take: (bytes: Uint8Array) => void) {
  if (container === 'webm') {
    return new WebMOutputFormat({ appendOnly: true, onEbmlHeader: take, onSegmentHeader: take, onCluster: take })
  }
  return new Mp4OutputFormat({ fastStart: 'fragmented', onFtyp: take, onMoov: take, onMoof: take, onMdat: take })
}
