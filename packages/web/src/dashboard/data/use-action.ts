/** Something a person does: once at a time, with its failure kept for whoever shows it. */
import { useEffect, useRef, useState } from 'preact/hooks'

export interface Action {
  readonly isRunning: boolean
  /** null: it went well, or has not been tried. */
  readonly failure: unknown
  /** @param what must not be given up because the person looks elsewhere: it ends by its own limit */
  readonly run: (what: (signal: AbortSignal) => Promise<void>) => void
  readonly forget: () => void
}

export function useAction(): Action {
  const [isRunning, setRunning] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const isBusy = useRef(false)
  const isGone = useRef(false)
  useEffect(() => () => void (isGone.current = true), [])

  const run = (what: (signal: AbortSignal) => Promise<void>) => {
    if (isBusy.current) return
    isBusy.current = true
    setRunning(true)
    setFailure(null)
    void what(new AbortController().signal)
      .catch((error: unknown) => {
        if (!isGone.current) setFailure(error)
      })
      .finally(() => {
        isBusy.current = false
        if (!isGone.current) setRunning(false)
      })
  }
  return { isRunning, failure, run, forget: () => setFailure(null) }
}
