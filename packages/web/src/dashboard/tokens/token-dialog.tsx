import { useState } from 'preact/hooks'
import { fieldOf, wordsOf } from '../api/failure-words.js'
import type { NewToken } from '../api/shapes.js'
import { usePage } from '../data/page-context.js'
import { useAction } from '../data/use-action.js'
import { formatMoment } from '../format/moment.js'
import { Dialog } from '../parts/dialog.js'
import { TextField } from '../parts/field.js'
import { UntilField } from '../parts/until-field.js'
import { isComplete, toUntil } from '../parts/until.js'

export interface TokenDialogProps {
  readonly onMade: (token: NewToken) => void
  readonly onClose: () => void
}

/** As its session, which gives no more than it has: neither other scopes nor a longer life. */
const WITH_SESSION = 'session'

export function TokenDialog({ onMade, onClose }: TokenDialogProps) {
  const { api, session } = usePage()
  const action = useAction()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly string[]>([])
  const [until, setUntil] = useState({ choice: session.expiresAt === null ? '30d' : WITH_SESSION, at: '' })
  const field = fieldOf(action.failure)
  const at = (it: string) => (field === it ? wordsOf(action.failure) : null)
  const run = async (signal: AbortSignal) => {
    const end = until.choice === WITH_SESSION ? {} : { expiresAt: toUntil(until, Date.now()) }
    const body = { name: name.trim(), scopes, ...end }
    onMade(await api.send<NewToken>('POST', '/tokens', signal, { body }))
    onClose()
  }
  const isOff = name.trim() === '' || scopes.length === 0 || !isComplete(until)
  return (
    <Dialog
      title="Make a token"
      onClose={onClose}
      does={{ words: 'Make it', action, run, isOff, isFailureShown: field !== null }}
    >
      <TextField
        label="Name"
        hint="What it is for"
        maxLength={200}
        refusal={at('name')}
        value={name}
        onValue={setName}
      />
      <fieldset>
        <legend>Good for</legend>
        <div class="checks">
          {session.scopes.map((scope) => (
            <label key={scope}>
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={({ currentTarget: { checked } }) =>
                  setScopes((before) => (checked ? [...before, scope] : before.filter((it) => it !== scope)))
                }
              />
              {scope}
            </label>
          ))}
        </div>
        {at('scopes') && (
          <p class="refusal" role="alert">
            {at('scopes')}
          </p>
        )}
      </fieldset>
      <UntilField
        label="Ends"
        never={session.expiresAt === null ? 'never' : null}
        first={
          session.expiresAt === null ? [] : [[WITH_SESSION, `with this session, ${formatMoment(session.expiresAt)}`]]
        }
        latest={session.expiresAt}
        {...(session.expiresAt !== null && {
          hint: 'Not longer than this session would last, and not ended by logging out. /token in the chat makes others.',
        })}
        refusal={at('expiresAt')}
        value={until}
        onValue={setUntil}
      />
    </Dialog>
  )
}
