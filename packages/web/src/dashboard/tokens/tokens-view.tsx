/** Access for programs. */
import { useState } from 'preact/hooks'
import type { NewToken, Token } from '../api/shapes.js'
import { usePage } from '../data/page-context.js'
import { useLoaded } from '../data/use-loaded.js'
import { useNow } from '../data/use-now.js'
import { Badge } from '../parts/badge.js'
import { Button } from '../parts/button.js'
import { Confirm } from '../parts/confirm.js'
import { CopyText } from '../parts/copy-text.js'
import { Dialog } from '../parts/dialog.js'
import { Moment } from '../parts/moment.js'
import { Shown } from '../parts/shown.js'
import { Table, type Column } from '../parts/table.js'
import { ViewHead } from '../parts/view-head.js'
import { TokenDialog } from './token-dialog.js'

/** The server's own (decisions/dashboard.md). */
const SESSION_MARK = 'dashboard'

const COLUMNS: readonly Column<Token>[] = [
  { title: 'Name', isName: true, show: (it) => it.name },
  { title: 'Good for', show: ({ scopes }) => <GoodFor scopes={scopes} /> },
  { title: 'Ends', show: ({ expiresAt }) => <Ends at={expiresAt} /> },
  { title: 'Last used', show: (it) => <Moment at={it.lastUsedAt} /> },
  { title: 'Made', show: (it) => <Moment at={it.createdAt} /> },
  { title: 'By', show: (it) => it.createdBy ?? 'a program' },
]

export function TokensView() {
  const { api, say } = usePage()
  const [revoked, setRevoked] = useState<Token | null>(null)
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<NewToken | null>(null)
  const tokens = useLoaded<{ items: readonly Token[] }>((signal) => api.get('/tokens', {}, signal), { question: '' })
  const done = (words: string) => {
    say(words)
    tokens.refresh()
  }
  return (
    <>
      <ViewHead title="API tokens">
        <Button look="primary" onPress={() => setMaking(true)}>
          Make a token…
        </Button>
      </ViewHead>
      <Shown of={tokens}>
        {({ items }) => (
          <Table
            label="API tokens"
            columns={COLUMNS}
            rows={items}
            keyOf={(it) => it.id}
            empty="There are no tokens."
            actions={(it) => (
              <Button label={`Revoke ${it.name}`} onPress={() => setRevoked(it)}>
                Revoke…
              </Button>
            )}
          />
        )}
      </Shown>
      {isMaking && (
        <TokenDialog
          onMade={(token) => {
            setMade(token)
            done(`${token.name}: made.`)
          }}
          onClose={() => setMaking(false)}
        />
      )}
      {made && (
        <Dialog title="Copy it now" closeWords="I have it" onClose={() => setMade(null)}>
          <p>This token is shown this once. Whoever has it may do what it is good for.</p>
          <CopyText label={`Token ${made.name}`} text={made.token} />
        </Dialog>
      )}
      {revoked && (
        <Confirm
          title={`Revoke ${revoked.name}?`}
          words="Revoke it"
          run={(signal) => api.send('DELETE', `/tokens/${revoked.id}`, signal)}
          onDone={() => done(`${revoked.name}: revoked.`)}
          onClose={() => setRevoked(null)}
        >
          <p>What uses it is refused at its next request. If you are logged in with it, so are you.</p>
        </Confirm>
      )}
    </>
  )
}

/** Somebody at the dashboard has one, too: revoking it logs them out. */
function GoodFor({ scopes }: Pick<Token, 'scopes'>) {
  const isSession = scopes.includes(SESSION_MARK)
  return isSession ? <Badge>log-in to the dashboard</Badge> : scopes.join(', ')
}

function Ends({ at }: { readonly at: string | null }) {
  const nowMs = useNow()
  if (at !== null && Date.parse(at) <= nowMs) return <Badge>over</Badge>
  return <Moment at={at} />
}
