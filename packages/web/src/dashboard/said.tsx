/** What was done, in a few words at the edge, for whoever looks and whoever listens. They go by themselves. */
import { useEffect, useState } from 'preact/hooks'

const SHOWN_MS = 6000

export interface Saying {
  readonly text: string
  /** The same words said again are a new saying. */
  readonly number: number
}

export function Said({ saying }: { readonly saying: Saying }) {
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    if (saying.text === '') return
    setShown(true)
    const timer = setTimeout(() => setShown(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [saying.number])
  return (
    <div class="said" role="status">
      {isShown && <p key={saying.number}>{saying.text}</p>}
    </div>
  )
}
