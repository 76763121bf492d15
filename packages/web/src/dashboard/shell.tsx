/** The frame around every view: menu, who is logged in, what was said. On the way to another view the focus goes along. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { allowedViews } from './allowed-views.js'
import type { Api } from './api/api.js'
import type { Connection } from './api/connection.js'
import { wordsOf } from './api/failure-words.js'
import type { Session } from './api/shapes.js'
import { PageContext } from './data/page-context.js'
import { useAction } from './data/use-action.js'
import type { Wake } from './data/wake.js'
import { formatMoment } from './format/moment.js'
import { Nav } from './nav.js'
import { Button } from './parts/button.js'
import { ViewHead } from './parts/view-head.js'
import { Said, type Saying } from './said.js'
import type { Door } from './session/door.js'
import { useRoute } from './use-route.js'
import { VIEWS } from './views.js'

export interface ShellProps {
  readonly api: Api
  readonly door: Door
  readonly connection: Connection
  readonly wake: Wake
  readonly session: Session
  /** Somebody has to log in again first. What was typed stays. */
  readonly isOver: boolean
}

export function Shell({ api, door, connection, wake, session, isOver }: ShellProps) {
  const [saying, setSaying] = useState<Saying>({ text: '', number: 0 })
  const say = (text: string) => setSaying(({ number }) => ({ text, number: number + 1 }))
  const parts = useMemo(
    () => ({ api, connection, wake, session, isOver, say }),
    [api, connection, wake, session, isOver],
  )
  const route = useRoute()
  const names = allowedViews(session.scopes, VIEWS)
  const { title, scopes, show: Show } = VIEWS[route.view]
  useFocusOn(`${route.view}/${route.id ?? ''}`, title, isOver)
  return (
    <PageContext.Provider value={parts}>
      <div class="shell" hidden={isOver}>
        <a class="skip" href="#main" onClick={skip}>
          To the view
        </a>
        <header class="top">
          <p class="brand">
            StreamBot <span class="quiet">{session.botName === null ? '' : `@${session.botName}`}</span>
          </p>
          <Nav names={names} current={route.view} />
          <Who session={session} door={door} say={say} />
        </header>
        <main id="main" tabIndex={-1}>
          {names.includes(route.view) ? (
            <Show key={route.view} route={route} />
          ) : (
            <>
              <ViewHead title={title} />
              <p class="note failure">
                This session lacks the scope {scopes.join(' or ')}. Log in with /dashboard, or with a token that has it.
              </p>
            </>
          )}
        </main>
        <Said saying={saying} />
      </div>
    </PageContext.Provider>
  )
}

function Who({ session, door, say }: Pick<ShellProps, 'session' | 'door'> & { readonly say: (text: string) => void }) {
  const action = useAction()
  useEffect(() => {
    if (action.failure !== null) say(`You are still logged in. ${wordsOf(action.failure)}`)
  }, [action.failure])
  return (
    <div class="who">
      <p>
        <span>{session.name}</span>
        {session.expiresAt !== null && <span class="quiet">until {formatMoment(session.expiresAt).slice(0, -3)}</span>}
        <span class="quiet">version {session.version}</span>
      </p>
      <Button isBusy={action.isRunning} onPress={() => action.run((signal) => door.logOut(signal))}>
        Log out
      </Button>
    </div>
  )
}

/** Not by the address: what is behind its # says where in the dashboard somebody is. */
function skip(event: Event): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}

function useFocusOn(place: string, title: string, isOver: boolean): void {
  const shown = useRef<string | null>(null)
  useEffect(() => {
    if (isOver) return
    document.title = `${title} · StreamBot`
    // Whoever has only opened the page begins at its top.
    if (shown.current !== null) document.querySelector<HTMLElement>('main h1')?.focus()
    if (shown.current !== place) scrollTo(0, 0)
    shown.current = place
  }, [place, isOver])
}
