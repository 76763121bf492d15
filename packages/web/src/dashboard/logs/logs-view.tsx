/** The log: followed as it is written, or page by page back to the start. */
import { useState } from 'preact/hooks'
import { wordsOf } from '../api/failure-words.js'
import { Button } from '../parts/button.js'
import { SelectField } from '../parts/field.js'
import { SearchForm } from '../parts/search-form.js'
import { ViewHead } from '../parts/view-head.js'
import type { Route } from '../route.js'
import { goInstead } from '../use-route.js'
import type { FollowState } from './follow-log.js'
import { MAX_LINES } from './lines.js'
import { LogList } from './log-list.js'
import { LogPages } from './log-pages.js'
import { useLog } from './use-log.js'

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']

export function LogsView({ route: { query } }: { readonly route: Route }) {
  const level = LEVELS.find((it) => it === query['level']) ?? 'info'
  const filter = (query['filter'] ?? '').slice(0, 200)
  const isOld = query['older'] === '1'
  const seek = (changed: Record<string, string>) =>
    goInstead('logs', null, { level, filter, ...(isOld ? { older: '1' } : {}), ...changed })
  return (
    <>
      <ViewHead title="Logs">
        <Button onPress={() => seek({ older: isOld ? '' : '1' })}>{isOld ? 'Follow it live' : 'Page by page'}</Button>
      </ViewHead>
      <div class="searches">
        <SelectField
          label="Level"
          hint="And worse"
          value={level}
          onValue={(value) => seek({ level: value })}
          choices={LEVELS.map((it) => [it, it] as const)}
        />
        <SearchForm
          label="Filter"
          hint="In the message, the subsystem or a field"
          value={filter}
          onSearch={(text) => seek({ filter: text })}
        />
      </div>
      {isOld ? <LogPages key={level + filter} level={level} filter={filter} /> : <Live level={level} filter={filter} />}
    </>
  )
}

function Live({ level, filter }: { readonly level: string; readonly filter: string }) {
  const [isOn, setOn] = useState(true)
  const { lines, state } = useLog(level, filter, isOn)
  return (
    <>
      <div class="section-head">
        <p class="quiet" role="status">
          {isOn ? wordsOfState(state) : 'Held. Nothing new is shown.'}
        </p>
        <Button onPress={() => setOn(!isOn)}>{isOn ? 'Hold' : 'Go on'}</Button>
      </div>
      {(state !== null || lines.length > 0) && <LogList lines={lines} />}
      {lines.length >= MAX_LINES && (
        <p class="quiet">The newest {MAX_LINES} lines are kept here; older ones are in the pages.</p>
      )}
    </>
  )
}

function wordsOfState(state: FollowState | null): string {
  if (state === null) return 'Connecting…'
  if (state.isOpen) return 'Live: new lines come in at the top.'
  return state.failure === null ? 'The server ended it. It begins again by itself.' : wordsOf(state.failure)
}
