import { useEffect, useState } from 'preact/hooks'

/** Whether the page is before somebody's eyes, and not in a tab behind another. */
export function useSeen(): boolean {
  const [isSeen, setSeen] = useState(!document.hidden)
  useEffect(() => {
    const look = () => setSeen(!document.hidden)
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return isSeen
}
