/** A message to everybody: written, looked at, sent, watched; and all that were sent before, by whomever. */
import { useState } from 'preact/hooks'
import type { Broadcast } from '../api/shapes.js'
import { useList } from '../data/use-list.js'
import { Pager } from '../parts/pager.js'
import { Shown } from '../parts/shown.js'
import { ViewHead } from '../parts/view-head.js'
import { BroadcastProgress } from './broadcast-progress.js'
import { BroadcastForm } from './broadcast-form.js'

const RUNNING_MS = 2000
/** Somebody else may begin one. */
const QUIET_MS = 15_000
const LIMIT = 10

export function BroadcastsView() {
  const [isRunning, setRunning] = useState(false)
  const list = useList<Broadcast>('/broadcasts', { limit: LIMIT }, isRunning ? RUNNING_MS : QUIET_MS)
  const runs = list.data?.items.some(({ state }) => state === 'running') ?? false
  if (runs !== isRunning) setRunning(runs)
  return (
    <>
      <ViewHead title="Broadcasts" />
      <BroadcastForm onSent={list.goToStart} />
      <section aria-labelledby="sent">
        <h2 id="sent">Sent so far</h2>
        <Shown of={list}>
          {({ items }) => (
            <>
              {items.length === 0 && <p class="empty">Nobody has sent one yet.</p>}
              {items.map((it) => (
                <BroadcastProgress key={it.id} broadcast={it} refresh={list.refresh} />
              ))}
            </>
          )}
        </Shown>
        <Pager goBack={list.goBack} goOn={list.goOn} />
      </section>
    </>
  )
}
