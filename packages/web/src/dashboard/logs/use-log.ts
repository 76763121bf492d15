/** The log as it is written, as long as somebody looks. */
import { useEffect, useState } from 'preact/hooks'
import type { LogPage } from '../api/shapes.js'
import { usePage } from '../data/page-context.js'
import { followLog, type FollowState } from './follow-log.js'
import { addLines, type KeptLine } from './lines.js'
import { useSeen } from './use-seen.js'

const LAST_LINES = 200

export interface FollowedLog {
  readonly lines: readonly KeptLine[]
  /** null: it has not begun. */
  readonly state: FollowState | null
}

const NOTHING: FollowedLog = { lines: [], state: null }

/** @param isOn false: what is there stays, and nothing comes */
export function useLog(level: string, filter: string, isOn: boolean): FollowedLog {
  const { api, session } = usePage()
  const [log, setLog] = useState(NOTHING)
  const isSeen = useSeen()
  useEffect(() => setLog(NOTHING), [level, filter])
  useEffect(() => {
    if (!isOn || !isSeen) return
    const stop = new AbortController()
    const query = { level, filter }
    const source = {
      open: (signal: AbortSignal) => api.open('/logs/follow', query, signal),
      lastLines: async (signal: AbortSignal) => {
        const page = await api.get<LogPage>('/logs', { ...query, limit: LAST_LINES }, signal)
        return [...page.items].reverse()
      },
      random: Math.random,
      wait,
    }
    const listener = {
      lines: (came: Parameters<typeof addLines>[1]) =>
        setLog((before) => ({ ...before, lines: addLines(before.lines, came) })),
      state: (state: FollowState) => setLog((before) => ({ ...before, state })),
    }
    void followLog(source, listener, stop.signal)
    return () => stop.abort()
    // Who has logged in again follows anew.
  }, [api, session, level, filter, isOn, isSeen])
  return log
}

/** @throws when it is aborted */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      reject(new DOMException('Aborted', 'AbortError'))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end)
      resolve()
    }, ms)
    signal.addEventListener('abort', end, { once: true })
  })
}
