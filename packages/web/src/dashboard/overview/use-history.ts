/** The samples of the last hour: all once, then what is new. Where another instance answers, all of its own: two are no one line. */
import { useRef } from 'preact/hooks'
import type { History } from '../api/shapes.js'
import { usePage } from '../data/page-context.js'
import { useLoaded, type Loaded } from '../data/use-loaded.js'
import { addSamples, goesOn } from '../graph/series.js'

const EVERY_MS = 5000

export function useHistory(): Loaded<History> {
  const { api } = usePage()
  const kept = useRef<History | null>(null)
  return useLoaded(
    async (signal) => {
      const ask = (after: string | null) => api.get<History>('/stats/history', { after }, signal)
      const before = kept.current
      const came = await ask(before?.samples.at(-1)?.at ?? null)
      kept.current =
        before === null || goesOn(before, came)
          ? { ...came, samples: addSamples(before?.samples ?? [], came.samples) }
          : await ask(null)
      return kept.current
    },
    { question: 'history', everyMs: EVERY_MS },
  )
}
