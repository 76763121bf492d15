import type { Sample } from '../api/shapes.js'

/** One line of a graph. */
export interface Line {
  readonly name: string
  /** A variable of the style, so that it is right by day and by night. */
  readonly colour: string
  readonly valueOf: (sample: Sample) => number
  readonly isFilled?: boolean
  readonly isDashed?: boolean
}
