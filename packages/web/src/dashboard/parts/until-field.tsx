import { SelectField, TextField } from './field.js'
import { SPANS, type Until } from './until.js'

export interface UntilFieldProps {
  readonly label: string
  /** What it is called when there is no end. null: there has to be one */
  readonly never: string | null
  /** What may be chosen before all others, such as to leave it as it is. */
  readonly first?: readonly (readonly [string, string])[]
  /** Only what is over by then may be chosen; null: anything. */
  readonly latest?: string | null
  readonly hint?: string
  readonly refusal?: string | null
  readonly value: Until
  readonly onValue: (value: Until) => void
}

export function UntilField(props: UntilFieldProps) {
  const { label, never, first = [], latest = null, hint, refusal = null, value, onValue } = props
  const leftMs = latest === null ? Infinity : Date.parse(latest) - Date.now()
  const spans = SPANS.filter(([, , ms]) => ms < leftMs).map(([name, words]) => [name, words] as const)
  const isOwn = value.choice === 'at'
  return (
    <>
      <SelectField
        label={label}
        hint={hint}
        refusal={isOwn ? null : refusal}
        value={value.choice}
        onValue={(choice) => onValue({ ...value, choice })}
        choices={[...first, ...(never === null ? [] : [['never', never] as const]), ...spans, ['at', 'at a moment…']]}
      />
      {isOwn && (
        <TextField
          type="datetime-local"
          label={`${label}: moment`}
          hint="In your own time"
          refusal={refusal}
          value={value.at}
          onValue={(at) => onValue({ ...value, at })}
        />
      )}
    </>
  )
}
