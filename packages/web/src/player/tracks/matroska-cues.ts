/** The index of a Matroska file: when and where. Those of subtitles lead to every line, if whoever made the file put them in. */
import { childOf, childrenOf, readUint } from './ebml.js'
import { ID } from './matroska-ids.js'

export interface CuePoint {
  readonly trackNumber: number
  readonly seconds: number
  /** From where the segment's positions are counted. */
  readonly clusterPosition: number
  /** Within the cluster; null: not told. */
  readonly relativePosition: number | null
  readonly durationSeconds: number | null
}

/** A line a second for a day. */
const MAX_POINTS = 100_000

/** In the order of time. */
export function parseCues(bytes: Uint8Array, secondsPerTick: number): CuePoint[] {
  const points: CuePoint[] = []
  for (const { id, data } of childrenOf(bytes)) {
    const time = id === ID.cuePoint ? childOf(data, ID.cueTime) : null
    if (!time) continue
    for (const position of childrenOf(data)) {
      if (position.id !== ID.cueTrackPositions) continue
      const valueOf = (field: number) => {
        const value = childOf(position.data, field)
        return value && readUint(value)
      }
      const [trackNumber, clusterPosition] = [valueOf(ID.cueTrack), valueOf(ID.cueClusterPosition)]
      if (trackNumber === null || clusterPosition === null) continue
      const duration = valueOf(ID.cueDuration)
      points.push({
        trackNumber,
        clusterPosition,
        seconds: readUint(time) * secondsPerTick,
        relativePosition: valueOf(ID.cueRelativePosition),
        durationSeconds: duration === null ? null : duration * secondsPerTick,
      })
    }
    if (points.length >= MAX_POINTS) break
  }
  return points.sort((a, b) => a.seconds - b.seconds)
}
