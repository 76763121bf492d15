/** As much of a list as one message holds: 4,096 UTF-16 units and 100 entities (core.telegram.org/api/config, core.telegram.org/api/entities). */
const MAX_LENGTH = 4096
const MAX_ENTITIES = 100

export interface FittingOptions {
  /** All that stands in the message besides, as HTML. */
  readonly around: string
  /** As many pieces as anybody reads; what fits, where it is left out. */
  readonly most?: number
}

/** @param pieces HTML, each on lines of its own. @param tellMore of so many that are left out */
export function fitting(
  pieces: readonly string[],
  tellMore: (count: number) => string,
  { around, most = pieces.length }: FittingOptions,
): string[] {
  const last = tellMore(pieces.length)
  let length = MAX_LENGTH - lengthOf(around) - lengthOf(last) - 2
  let entities = MAX_ENTITIES - entitiesIn(around) - entitiesIn(last)
  const end = pieces.slice(0, most).findIndex((piece) => {
    length -= lengthOf(piece) + 1
    entities -= entitiesIn(piece)
    return length < 0 || entities < 0
  })
  const shown = pieces.slice(0, end === -1 ? most : end)
  return shown.length === pieces.length ? shown : [...shown, tellMore(pieces.length - shown.length)]
}

/** As people see it. */
function lengthOf(html: string): number {
  return html.replace(/<[^>]*>/g, '').replace(/&\w+;/g, '&').length
}

function entitiesIn(html: string): number {
  return html.match(/<[a-z]/g)?.length ?? 0
}
