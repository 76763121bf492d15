import { useState } from 'preact/hooks'
import { fieldOf, wordsOf } from '../api/failure-words.js'
import type { DescribedPerson } from '../api/shapes.js'
import { usePage } from '../data/page-context.js'
import { useAction } from '../data/use-action.js'
import { Dialog } from '../parts/dialog.js'
import { TextField } from '../parts/field.js'
import { toLimits, toTyped } from './limits.js'

export interface LimitsDialogProps {
  readonly person: DescribedPerson
  readonly onDone: () => void
  readonly onClose: () => void
}

export function LimitsDialog({ person: { id, user }, onDone, onClose }: LimitsDialogProps) {
  const { api } = usePage()
  const action = useAction()
  const [typed, setTyped] = useState(() => toTyped(user))
  const limits = toLimits(typed, user)
  const field = fieldOf(action.failure)
  const at = (name: keyof typeof limits) => {
    if (name in limits && limits[name] === undefined) return 'Must be a number, or nothing.'
    return field === name ? wordsOf(action.failure) : null
  }
  const run = async (signal: AbortSignal) => {
    await api.send('PATCH', `/users/${id}`, signal, { body: limits })
    onDone()
    onClose()
  }
  const values: readonly unknown[] = Object.values(limits)
  return (
    <Dialog
      title="Limits of their own"
      onClose={onClose}
      does={{
        words: 'Save',
        action,
        run,
        isOff: values.length === 0 || values.includes(undefined),
        isFailureShown: field !== null,
      }}
    >
      <TextField
        label="Links a day"
        hint="Nothing: as everybody. 0: no limit."
        inputMode="numeric"
        refusal={at('linksPerDay')}
        value={typed.links}
        onValue={(links) => setTyped({ ...typed, links })}
      />
      <TextField
        label="Traffic a month, in GB"
        hint="Nothing: as everybody. 0: no limit."
        inputMode="decimal"
        refusal={at('bandwidthBytesPerMonth')}
        value={typed.gigabytes}
        onValue={(gigabytes) => setTyped({ ...typed, gigabytes })}
      />
    </Dialog>
  )
}
