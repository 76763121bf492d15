import { useState } from 'preact/hooks'
import { fieldOf, wordsOf } from '../api/failure-words.js'
import type { Link } from '../api/shapes.js'
import { usePage } from '../data/page-context.js'
import { useAction } from '../data/use-action.js'
import { readCount } from '../format/read-count.js'
import { Dialog } from '../parts/dialog.js'
import { AreaField, SelectField, TextField } from '../parts/field.js'
import { UntilField } from '../parts/until-field.js'
import { isComplete } from '../parts/until.js'
import { toChanges, toForm, type LinkForm } from './link-changes.js'

export interface LinkDialogProps {
  readonly link: Link
  readonly onDone: () => void
  readonly onClose: () => void
}

export function LinkDialog({ link, onDone, onClose }: LinkDialogProps) {
  const { api } = usePage()
  const action = useAction()
  const [form, setForm] = useState(() => toForm(link))
  const set = (changed: Partial<LinkForm>) => setForm((before) => ({ ...before, ...changed }))
  const { expires, password, maxDownloads, addresses } = form
  const isNoNumber = readCount(maxDownloads) === undefined
  const isReady = isComplete(expires) && !isNoNumber && (password.choice !== 'new' || password.text !== '')
  const isChanged = isReady && Object.keys(toChanges(form, link, Date.now())).length > 0
  const field = fieldOf(action.failure)
  const at = (name: string) => (field === name ? wordsOf(action.failure) : null)
  const run = async (signal: AbortSignal) => {
    await api.send('PATCH', `/links/${link.id}`, signal, { body: toChanges(form, link, Date.now()) })
    onDone()
    onClose()
  }
  return (
    <Dialog
      title="Change this link"
      onClose={onClose}
      does={{ words: 'Save', action, run, isOff: !isChanged, isFailureShown: field !== null }}
    >
      <p>It has new addresses after it. Those given out go on, by the new rules.</p>
      <UntilField
        label="Ends"
        never="never"
        first={[['keep', 'as it is']]}
        refusal={at('expiresAt')}
        value={expires}
        onValue={(value) => set({ expires: value })}
      />
      <SelectField
        label="Password"
        value={password.choice}
        onValue={(choice) => set({ password: { ...password, choice: choice as LinkForm['password']['choice'] } })}
        choices={[
          ['keep', link.hasPassword ? 'as it is: it has one' : 'as it is: none'],
          ['new', 'a new one…'],
          ...(link.hasPassword ? ([['none', 'none any more']] as const) : []),
        ]}
      />
      {password.choice === 'new' && (
        <TextField
          label="New password"
          autocomplete="off"
          spellcheck={false}
          refusal={at('password')}
          value={password.text}
          onValue={(text) => set({ password: { ...password, text } })}
        />
      )}
      <TextField
        label="Downloads at most"
        hint="Nothing: as many as want to"
        inputMode="numeric"
        refusal={isNoNumber ? 'Must be a whole number, or nothing.' : at('maxDownloads')}
        value={maxDownloads}
        onValue={(value) => set({ maxDownloads: value })}
      />
      <AreaField
        label="Addresses that may read"
        hint="Addresses or CIDR blocks, one a line. Nothing: all"
        rows={2}
        refusal={at('addresses')}
        value={addresses}
        onValue={(value) => set({ addresses: value })}
      />
    </Dialog>
  )
}
