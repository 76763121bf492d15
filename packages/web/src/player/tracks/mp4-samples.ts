/** When and where the samples of a small MP4 track are (ISO/IEC 14496-12, 8.6 and 8.7). */
import { BrokenFileError, type ByteReader } from './byte-reader.js'
import { viewOf } from './mp4-box.js'
import { loadBox, type Mp4Track } from './mp4-track.js'

export interface Sample {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly at: number
  readonly sizeBytes: number
}

/** A line a second for a day; a table beyond is not one of lines. */
const MAX_SAMPLES = 100_000
const MAX_TABLE_BYTES = 2 * 1024 * 1024

/** In the order of time. */
export async function readSamples(file: ByteReader, track: Mp4Track, signal: AbortSignal): Promise<Sample[]> {
  const load = async (type: string) => {
    const box = track.tables.get(type)
    return box ? loadBox(file, box, MAX_TABLE_BYTES, signal) : null
  }
  const [sizes, times, chunks] = [await load('stsz'), await load('stts'), await load('stsc')]
  const [offsets, wideOffsets] = [await load('stco'), await load('co64')]
  if (!sizes || !times || !chunks || !(offsets ?? wideOffsets)) throw new BrokenFileError('The subtitles have no index')
  const places = offsets ? rowsOf(offsets, 4).map((row) => row.getUint32(0)) : wideRows(wideOffsets ?? new Uint8Array())
  return toSamples(track, sizesOf(sizes), rowsOf(times, 8), rowsOf(chunks, 12), places)
}

function toSamples(
  { ticksPerSecond, shiftSeconds }: Mp4Track,
  sizes: readonly number[],
  times: readonly DataView[],
  chunks: readonly DataView[],
  places: readonly number[],
): Sample[] {
  const samples: Sample[] = []
  const durations = durationsOf(times)
  let [ticks, chunkRow] = [0, 0]
  for (const [index, place] of places.entries()) {
    // Rows say from which chunk on, counted from one, there are how many samples in each.
    while ((chunks[chunkRow + 1]?.getUint32(0) ?? Infinity) <= index + 1) chunkRow++
    let at = place
    for (let count = chunks[chunkRow]?.getUint32(4) ?? 0; count > 0; count--) {
      const [sizeBytes, duration] = [sizes[samples.length], durations.next().value]
      if (sizeBytes === undefined || duration === undefined) return samples
      const startSeconds = ticks / ticksPerSecond + shiftSeconds
      ticks += duration
      samples.push({ startSeconds, endSeconds: ticks / ticksPerSecond + shiftSeconds, at, sizeBytes })
      at += sizeBytes
    }
  }
  return samples
}

function* durationsOf(times: readonly DataView[]): Generator<number, undefined> {
  for (const row of times) for (let count = row.getUint32(0); count > 0; count--) yield row.getUint32(4)
}

function sizesOf(table: Uint8Array): number[] {
  if (table.length < 12) return []
  const [all, count] = [viewOf(table).getUint32(4), viewOf(table).getUint32(8)]
  if (count > MAX_SAMPLES) throw new BrokenFileError('The subtitles have more lines than can be')
  if (all > 0) return Array.from({ length: count }, () => all)
  return rowsOf(table.subarray(4), 4).map((row) => row.getUint32(0))
}

function wideRows(table: Uint8Array): number[] {
  return rowsOf(table, 8).map((row) => row.getUint32(0) * 2 ** 32 + row.getUint32(4))
}

/** After four bytes of version and four of their count; never more than there are. */
function rowsOf(table: Uint8Array, rowBytes: number): DataView[] {
  if (table.length < 8) return []
  const count = Math.min(viewOf(table).getUint32(4), Math.floor((table.length - 8) / rowBytes), MAX_SAMPLES)
  return Array.from({ length: count }, (_, i) => viewOf(table.subarray(8 + i * rowBytes, 8 + (i + 1) * rowBytes)))
}
