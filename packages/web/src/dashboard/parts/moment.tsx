import { useNow } from '../data/use-now.js'
import { formatAgo, formatMoment } from '../format/moment.js'

/** How long ago, with the moment itself for whoever asks. null: `never`, or what `none` says. */
export function Moment({ at, none = 'never' }: { readonly at: string | null; readonly none?: string }) {
  const nowMs = useNow()
  if (at === null) return <span class="quiet">{none}</span>
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {formatAgo(at, nowMs)}
    </time>
  )
}
