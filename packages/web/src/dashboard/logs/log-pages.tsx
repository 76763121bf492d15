import { useState } from 'preact/hooks'
import type { LogPage } from '../api/shapes.js'
import { usePage } from '../data/page-context.js'
import { useLoaded } from '../data/use-loaded.js'
import { countOf } from '../format/count.js'
import { Pager } from '../parts/pager.js'
import { Shown } from '../parts/shown.js'
import { LogList } from './log-list.js'
import { addLines } from './lines.js'

const LINES = 100

/** Back to the start of the server, as far as it remembers. */
export function LogPages({ level, filter }: { readonly level: string; readonly filter: string }) {
  const { api } = usePage()
  const [number, setNumber] = useState(1)
  const page = useLoaded<LogPage>((signal) => api.get('/logs', { level, filter, page: number, limit: LINES }, signal), {
    question: String(number),
  })
  const pages = page.data?.pages ?? 1
  return (
    <>
      <Shown of={page}>
        {({ items, total }) => (
          <>
            <p class="quiet">
              {countOf(total, 'line', 'lines')}, page {number} of {Math.max(1, pages)}
            </p>
            <LogList lines={addLines([], [...items].reverse())} />
          </>
        )}
      </Shown>
      <Pager
        goBack={number > 1 ? () => setNumber(number - 1) : null}
        goOn={number < pages ? () => setNumber(number + 1) : null}
      />
    </>
  )
}
