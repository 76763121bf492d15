/** The time, as far as words such as `3 min ago` need it: all who show it are drawn again together, every half minute, by one timer. */
import { useEffect, useState } from 'preact/hooks'

const EVERY_MS = 30_000

const listeners = new Set<(nowMs: number) => void>()
let timer: ReturnType<typeof setInterval> | null = null

export function useNow(): number {
  const [, setTick] = useState(0)
  useEffect(() => {
    listeners.add(setTick)
    timer ??= setInterval(() => {
      const nowMs = Date.now()
      for (const tell of listeners) tell(nowMs)
    }, EVERY_MS)
    return () => {
      listeners.delete(setTick)
      if (listeners.size > 0 || timer === null) return
      clearInterval(timer)
      timer = null
    }
  }, [])
  // Who is drawn again for another reason says what is right then.
  return Date.now()
}
