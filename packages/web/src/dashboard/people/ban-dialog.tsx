import { useState } from 'preact/hooks'
import { fieldOf, wordsOf } from '../api/failure-words.js'
import { usePage } from '../data/page-context.js'
import { useAction } from '../data/use-action.js'
import { Dialog } from '../parts/dialog.js'
import { AreaField, TextField } from '../parts/field.js'
import { UntilField } from '../parts/until-field.js'
import { isComplete, toUntil } from '../parts/until.js'

export interface BanDialogProps {
  /** null: whoever is typed in. */
  readonly id: number | null
  readonly name: string
  readonly onDone: () => void
  readonly onClose: () => void
}

export function BanDialog({ id, name, onDone, onClose }: BanDialogProps) {
  const { api } = usePage()
  const action = useAction()
  const [typedId, setTypedId] = useState('')
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState({ choice: 'never', at: '' })
  const field = fieldOf(action.failure)
  const at = (name: string) => (field === name ? wordsOf(action.failure) : null)
  const run = async (signal: AbortSignal) => {
    const body = { reason: reason.trim() || null, until: toUntil(until, Date.now()) }
    await api.send('PUT', `/bans/${encodeURIComponent(id ?? typedId.trim())}`, signal, { body })
    onDone()
    onClose()
  }
  const isOff = !isComplete(until) || (id === null && typedId.trim() === '')
  return (
    <Dialog
      title={`Ban ${name}`}
      onClose={onClose}
      does={{ words: 'Ban', action, run, isDanger: true, isOff, isFailureShown: field !== null }}
    >
      <p>They can use the bot no more, none of their links is served, and what is being read of them ends.</p>
      {id === null && (
        <TextField
          label="Telegram id"
          hint="Digits. Whoever has not written to the bot yet can be banned, too."
          inputMode="numeric"
          value={typedId}
          onValue={setTypedId}
        />
      )}
      <AreaField
        label="Reason"
        hint="The person reads it. May be left out."
        rows={2}
        maxLength={500}
        refusal={at('reason')}
        value={reason}
        onValue={setReason}
      />
      <UntilField label="For how long" never="for good" refusal={at('until')} value={until} onValue={setUntil} />
    </Dialog>
  )
}
