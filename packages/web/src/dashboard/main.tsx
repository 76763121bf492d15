/** The dashboard of admins: a client of `/api/v1` like any other program, for who is logged in. */
import { firstCode } from './session/first-code.js'
import { render } from 'preact'
import { Api } from './api/api.js'
import { basePathOf } from './api/base-path.js'
import { Connection } from './api/connection.js'
import { App } from './app.js'
import { Wake } from './data/wake.js'
import { Door } from './session/door.js'
import { takeLoginCode } from './session/login-code.js'

const wake = new Wake()
const connection: Connection = new Connection({ probe: () => void arrive(null), random: Math.random })
const api = new Api({
  basePath: basePathOf(location.pathname),
  fetch: (...it) => fetch(...it),
  onReach: (isReached) => connection.heard(isReached),
  onSessionOver: () => door.sessionOver(),
})
const otherTabs = new BroadcastChannel('streambot-dashboard')
const door = new Door(api, () => otherTabs.postMessage(null))
const page = new AbortController().signal

/** Also how a server that was away is found again: what it says of the session is all that has to be known. */
async function arrive(code: string | null): Promise<void> {
  if (code !== null || door.standing.is !== 'in') await door.arrive(code, page)
  else await api.outside('GET', '/admin/session', page).catch(() => {})
}

connection.onChange(() => connection.isAway || wake.now())
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  wake.now()
  // The bot's link opens a tab of its own: whoever comes back from there is in here, too.
  if (door.standing.is !== 'in') void arrive(null)
})
// One cookie is all tabs' own: who logs in or out in one of them does in this one, which must not go on under another name.
otherTabs.addEventListener('message', () => void door.arrive(null, page))
addEventListener('online', () => connection.retry())
addEventListener('hashchange', () => {
  // The bot's link, opened once more in the same tab, changes nothing but what is behind the #.
  const code = takeLoginCode(location, history)
  if (code !== null) void arrive(code)
})

// What the server wrote there is for browsers without scripts. Each view brings a <main> of its own.
const root = document.createElement('div')
document.getElementById('dashboard')?.remove()
document.body.append(root)
render(<App {...{ api, door, connection, wake }} arrive={() => void arrive(null)} />, root)
void arrive(firstCode)
