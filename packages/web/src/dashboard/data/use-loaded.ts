/** What the server says, as long as a part of the page shows it. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { usePage } from './page-context.js'
import { Repeat } from './repeat.js'

export interface Loaded<Data> {
  /** The last that came; null before the first. */
  readonly data: Data | null
  /** Why there is nothing newer. null: all is well */
  readonly failure: unknown
  /** What is shown is of another question than the last. */
  readonly isStale: boolean
  readonly refresh: () => void
}

export interface LoadOptions {
  /** Asked anew when it is another. */
  readonly question: string
  /** null: once. */
  readonly everyMs?: number | null
}

export function useLoaded<Data>(
  load: (signal: AbortSignal) => Promise<Data>,
  { question, everyMs = null }: LoadOptions,
): Loaded<Data> {
  const { wake, connection, isOver } = usePage()
  const [data, setData] = useState<Data | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [answered, setAnswered] = useState<string | null>(null)
  const latest = useRef(load)
  latest.current = load
  const isWaiting = useRef(isOver)
  isWaiting.current = isOver
  const repeat = useRef<Repeat | null>(null)

  useEffect(() => {
    const run = async (signal: AbortSignal) => {
      try {
        const found = await latest.current(signal)
        if (signal.aborted) return false
        setData(() => found)
        setFailure(null)
        setAnswered(question)
        return true
      } catch (error) {
        if (!signal.aborted) setFailure(error)
        return false
      }
    }
    const mayRun = () => !document.hidden && !connection.isAway && !isWaiting.current
    const own = new Repeat({ run, everyMs, mayRun, random: Math.random })
    repeat.current = own
    own.restart()
    const forget = wake.on(() => own.wake())
    return () => {
      forget()
      own.end()
    }
  }, [question, everyMs, wake, connection])

  return { data, failure, isStale: answered !== question, refresh: () => repeat.current?.restart() }
}
