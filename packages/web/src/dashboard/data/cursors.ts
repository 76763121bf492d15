/** Where somebody is in a list that only knows how to go on: the way back is remembered, within limits. */
const MAX_BACK = 200

export interface Cursors {
  /** The cursor of the page that is shown; null: the first. */
  readonly current: string | null
  readonly back: readonly (string | null)[]
}

export const FIRST: Cursors = { current: null, back: [] }

export function goOn({ current, back }: Cursors, next: string): Cursors {
  return { current: next, back: [...back, current].slice(-MAX_BACK) }
}

export function goBack({ back }: Cursors): Cursors {
  return back.length === 0 ? FIRST : { current: back.at(-1) ?? null, back: back.slice(0, -1) }
}
