/** How far a broadcast is, and what became of it. */
import { useId, useState } from 'preact/hooks'
import type { Broadcast } from '../api/shapes.js'
import { useMay, usePage } from '../data/page-context.js'
import { countOf, formatCount } from '../format/count.js'
import { Badge, type Tone } from '../parts/badge.js'
import { Button } from '../parts/button.js'
import { Confirm } from '../parts/confirm.js'
import { Moment } from '../parts/moment.js'
import { toHash } from '../route.js'

const TONES: Readonly<Record<Broadcast['state'], Tone>> = { running: 'fair', done: 'good', cancelled: 'bad' }

export interface BroadcastProgressProps {
  readonly broadcast: Broadcast
  readonly refresh: () => void
}

export function BroadcastProgress({ broadcast, refresh }: BroadcastProgressProps) {
  const { api, say } = usePage()
  const [isAsking, setAsking] = useState(false)
  const maySeePeople = useMay('users')
  const wordsId = useId()
  const { id, state, people, sent, unreachable, failed, failures, reason, startedBy, waitsUntil } = broadcast
  const asked = sent + unreachable + failed
  return (
    <article class="card" aria-label={`Broadcast ${id}`}>
      <p id={wordsId}>
        <Badge tone={TONES[state]}>{state}</Badge>{' '}
        {state === 'running'
          ? `${formatCount(asked)} of ${countOf(people, 'person', 'people')}`
          : countOf(asked, 'person was asked', 'people were asked')}
        , begun <Moment at={broadcast.createdAt} /> by{' '}
        {maySeePeople ? <a href={toHash('people', startedBy)}>{startedBy}</a> : startedBy}
        {waitsUntil !== null && (
          <>
            ; Telegram says to wait, it goes on <Moment at={waitsUntil} />
          </>
        )}
        {reason !== null && `; ${reason}`}
      </p>
      {/* How many were known when it was over nobody knows any more. */}
      {state === 'running' && <progress aria-labelledby={wordsId} max={Math.max(1, people)} value={asked} />}
      <p class="quiet">
        {formatCount(sent)} have it, {formatCount(unreachable)} cannot be reached, {formatCount(failed)} failed
        {failures.map((it) => ` · ${it.reason}: ${formatCount(it.people)}`)}
      </p>
      {state === 'running' && (
        <div class="actions">
          <Button onPress={() => setAsking(true)}>Cancel it…</Button>
        </div>
      )}
      {isAsking && (
        <Confirm
          title="Cancel this broadcast?"
          words="Cancel the broadcast"
          run={(signal) => api.send('DELETE', `/broadcasts/${id}`, signal)}
          onDone={() => {
            say('The broadcast is cancelled.')
            refresh()
          }}
          onClose={() => setAsking(false)}
        >
          <p>Who has not been asked by then gets nothing. Who has it keeps it.</p>
        </Confirm>
      )}
    </article>
  )
}
