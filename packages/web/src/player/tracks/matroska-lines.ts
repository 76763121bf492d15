/**
 * Lines of a text track in Matroska. Where the index leads to each (FFmpeg and MKVToolNix write it so), only lines are read; where it leads
 * to clusters, or only pictures are in it, the clusters around are looked through.
 */
import { isShown, type Cue } from '../subtitles/cue.js'
import { BrokenFileError, type ByteReader } from './byte-reader.js'
import type { LineSource } from './film-tracks.js'
import { toLineText, type LineFormat } from './line-text.js'
import { parseBlock, unpack, type Block } from './matroska-block.js'
import { parseCues, type CuePoint } from './matroska-cues.js'
import { contentOf, elementAt, type MatroskaHead } from './matroska-head.js'
import { ID } from './matroska-ids.js'
import { MAX_LINE_BYTES, scanClusters } from './matroska-scan.js'
import type { MatroskaTrack } from './matroska-track.js'

const MAX_CUES_BYTES = 8 * 1024 * 1024
/** Half a minute of a film in the best quality there is. */
const MAX_SCAN_BYTES = 256 * 1024 * 1024
/** Of a line that does not say how long. */
const USUAL_SECONDS = 4
/** Before a moment, which may still be shown then. */
const EARLIER_LINES = 3
const EARLIER_SECONDS = 10
/** Without an index, this much is looked through to get to a place. */
const MAX_BLIND_SECONDS = 120
/** In one request of a caller; nobody reads more. */
const MAX_LINES = 1_000

export class MatroskaLines implements LineSource {
  #points: Promise<readonly CuePoint[]> | null = null
  /** Where looking through went on to. */
  #reached: { readonly seconds: number; readonly at: number | null } | null = null
  /** Where it has been, in the order of time: all that is known of a film without an index. */
  readonly #known: { readonly seconds: number; readonly at: number }[] = []

  constructor(
    private readonly file: ByteReader,
    private readonly head: MatroskaHead,
    private readonly track: MatroskaTrack,
    private readonly format: LineFormat,
  ) {}

  async read(fromSeconds: number, toSeconds: number, signal: AbortSignal): Promise<readonly Cue[]> {
    const points = await this.#index(signal)
    const own = points.filter(({ trackNumber }) => trackNumber === this.track.number)
    const cues = own.some(({ relativePosition }) => relativePosition !== null)
      ? await this.#readIndexed(own, fromSeconds, toSeconds, signal)
      : await this.#lookThrough(points, fromSeconds, toSeconds, signal)
    return cues.filter((cue) => isShown(cue) && cue.endSeconds > fromSeconds && cue.startSeconds < toSeconds)
  }

  async #index(signal: AbortSignal): Promise<readonly CuePoint[]> {
    this.#points ??= this.#loadIndex(signal)
    try {
      return await this.#points
    } catch (error) {
      this.#points = null
      throw error
    }
  }

  async #loadIndex(signal: AbortSignal): Promise<readonly CuePoint[]> {
    const { cuesAt, secondsPerTick } = this.head
    const element = cuesAt === null ? null : await elementAt(this.file, cuesAt, signal)
    if (element?.id !== ID.cues) return []
    return parseCues(await contentOf(this.file, element, MAX_CUES_BYTES, signal), secondsPerTick)
  }

  async #readIndexed(own: readonly CuePoint[], from: number, to: number, signal: AbortSignal): Promise<Cue[]> {
    const first = own.findIndex(({ seconds }) => seconds >= from)
    const begin = Math.max(0, (first < 0 ? own.length : first) - EARLIER_LINES)
    const wanted = own.slice(begin, begin + MAX_LINES).filter(({ seconds }) => seconds < to)
    const cues: Cue[] = []
    for (const point of wanted) {
      const cue = await this.#readLine(point, signal)
      if (cue) cues.push(cue)
    }
    return cues
  }

  /** null: the index leads to something else, which is not shown rather than guessed. */
  async #readLine(point: CuePoint, signal: AbortSignal): Promise<Cue | null> {
    const cluster = await elementAt(this.file, this.head.segmentAt + point.clusterPosition, signal)
    if (cluster?.id !== ID.cluster || point.relativePosition === null) return null
    const element = await elementAt(this.file, cluster.dataAt + point.relativePosition, signal)
    const isBlock = element?.id === ID.simpleBlock || element?.id === ID.blockGroup
    if (!element || !isBlock || (element.sizeBytes ?? Infinity) > MAX_LINE_BYTES) return null
    const block = parseBlock(element.id, await contentOf(this.file, element, MAX_LINE_BYTES, signal))
    if (block?.trackNumber !== this.track.number) return null
    return this.#toCue(block, point.seconds, point.durationSeconds)
  }

  async #lookThrough(points: readonly CuePoint[], from: number, to: number, signal: AbortSignal): Promise<Cue[]> {
    const { segmentAt, segmentEnd, secondsPerTick } = this.head
    const reached = this.#reached
    const goesOn = reached !== null && reached.seconds <= from && from - reached.seconds < EARLIER_SECONDS
    const at = goesOn ? reached.at : this.#clusterBefore(points, from - EARLIER_SECONDS)
    if (at === null) return []
    const plan = {
      at,
      end: segmentEnd,
      trackNumber: this.track.number,
      untilTicks: to / secondsPerTick,
      limitBytes: MAX_SCAN_BYTES,
    }
    if (at < segmentAt) throw new BrokenFileError('The index of the file leads out of it')
    const { found, nextAt } = await scanClusters(this.file, plan, signal)
    this.#reached = { seconds: to, at: nextAt }
    if (nextAt !== null && to > (this.#known.at(-1)?.seconds ?? 0)) this.#known.push({ seconds: to, at: nextAt })
    const cues = await Promise.all(
      found.map(({ clusterTicks, block }) =>
        this.#toCue(block, (clusterTicks + block.relativeTicks) * secondsPerTick, null),
      ),
    )
    return cues.filter((cue) => cue !== null)
  }

  /** By any track's index. Without one only the beginning is known, and what was looked through. */
  #clusterBefore(points: readonly CuePoint[], seconds: number): number | null {
    const before = points.filter((point) => point.seconds <= seconds).at(-1) ?? points[0]
    if (before) return this.head.segmentAt + before.clusterPosition
    const known = this.#known.findLast((place) => place.seconds <= seconds)
    if (seconds - (known?.seconds ?? 0) > MAX_BLIND_SECONDS) {
      throw new BrokenFileError('The file has no index to find its subtitles by')
    }
    return known?.at ?? this.head.firstClusterAt
  }

  async #toCue(block: Block, startSeconds: number, durationSeconds: number | null): Promise<Cue | null> {
    const data = await unpack(block.data, this.track.packing)
    if (!data) return null
    const ticks = block.durationTicks
    const seconds = (ticks === null ? durationSeconds : ticks * this.head.secondsPerTick) ?? USUAL_SECONDS
    return { startSeconds, endSeconds: startSeconds + seconds, text: toLineText(this.format, data) }
  }
}
