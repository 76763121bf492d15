/** A list that comes page by page. It begins anew when the question is another. */
import { useState } from 'preact/hooks'
import { FIRST, goBack, goOn, type Cursors } from './cursors.js'
import { usePage } from './page-context.js'
import { useLoaded, type Loaded } from './use-loaded.js'

interface ListPage<Entry> {
  readonly items: readonly Entry[]
  /** null: the last page. */
  readonly next: string | null
}

interface List<Entry> extends Loaded<ListPage<Entry>> {
  readonly goOn: (() => void) | null
  readonly goBack: (() => void) | null
  /** To what is newest, asked for anew. */
  readonly goToStart: () => void
}

/** @param everyMs null: once */
export function useList<Entry>(
  path: string,
  query: Readonly<Record<string, string | number | null>>,
  everyMs: number | null = null,
): List<Entry> {
  const { api } = usePage()
  const asked = JSON.stringify([path, query])
  const [place, setPlace] = useState<{ readonly asked: string; readonly cursors: Cursors }>({ asked, cursors: FIRST })
  const cursors = place.asked === asked ? place.cursors : FIRST
  const loaded = useLoaded<ListPage<Entry>>((signal) => api.get(path, { ...query, cursor: cursors.current }, signal), {
    question: asked + (cursors.current ?? ''),
    everyMs,
  })
  const next = loaded.data?.next ?? null
  return {
    ...loaded,
    goOn: next === null ? null : () => setPlace({ asked, cursors: goOn(cursors, next) }),
    goToStart: () => (cursors.current === null ? loaded.refresh() : setPlace({ asked, cursors: FIRST })),
    goBack: cursors.current === null ? null : () => setPlace({ asked, cursors: goBack(cursors) }),
  }
}
