/** Who is in sees the dashboard, everybody else the way in. Over a session that has ended lies the way in, too, and what was typed stays below. */
import { useEffect, useState } from 'preact/hooks'
import { wordsOf } from './api/failure-words.js'
import { Banner } from './banner.js'
import { Button } from './parts/button.js'
import { LoginView } from './session/login-view.js'
import { Shell, type ShellProps } from './shell.js'

export interface AppProps extends Pick<ShellProps, 'api' | 'door' | 'connection' | 'wake'> {
  readonly arrive: () => void
}

const OVER = 'The session is over. Log in again: what you typed is still there.'

export function App({ arrive, ...parts }: AppProps) {
  const { api, door, connection, wake } = parts
  const [standing, setStanding] = useState(door.standing)
  useEffect(() => {
    setStanding(door.standing)
    return door.onChange(() => setStanding(door.standing))
  }, [door])
  useEffect(() => {
    // What waited for somebody to be in goes on.
    if (standing.is === 'in') wake.now()
  }, [standing])
  const session = standing.is === 'in' || standing.is === 'over' ? standing.session : null
  const whose = session && [session.name, session.via, ...session.scopes].join(' ')
  return (
    <>
      <Banner connection={connection} />
      {standing.is === 'asking' && <Asking failure={standing.failure} onRetry={arrive} />}
      {standing.is === 'out' && <LoginView api={api} door={door} why={standing.why} />}
      {standing.is === 'over' && <LoginView api={api} door={door} why={standing.why ?? OVER} />}
      {session && <Shell key={whose} {...parts} session={session} isOver={standing.is === 'over'} />}
    </>
  )
}

function Asking({ failure, onRetry }: { readonly failure: unknown; readonly onRetry: () => void }) {
  return (
    <main class="login">
      <h1>StreamBot dashboard</h1>
      {failure === null ? (
        <p role="status">Loading…</p>
      ) : (
        <div class="note failure" role="alert">
          <p>{wordsOf(failure)}</p>
          <Button onPress={onRetry}>Try again</Button>
        </div>
      )}
    </main>
  )
}
