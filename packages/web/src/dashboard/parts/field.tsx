/** A control with its label, what it takes, and what the server says against it. */
import { useId } from 'preact/hooks'
import type { ComponentChildren, InputHTMLAttributes } from 'preact'

interface Describing {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

interface FieldProps {
  readonly label: string
  readonly hint?: string | undefined
  readonly refusal?: string | null
  readonly children: (describing: Describing) => ComponentChildren
}

function Field({ label, hint, refusal = null, children }: FieldProps) {
  const id = useId()
  const [hintId, refusalId] = [`${id}-hint`, `${id}-refusal`]
  const ids = [hint ? hintId : '', refusal ? refusalId : ''].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': ids || undefined, 'aria-invalid': refusal ? true : undefined })}
      {hint && (
        <p id={hintId} class="hint">
          {hint}
        </p>
      )}
      {refusal && (
        <p id={refusalId} class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </div>
  )
}

type InputProps = Omit<FieldProps, 'children'> & {
  readonly value: string
  readonly onValue: (value: string) => void
  readonly type?: 'text' | 'search' | 'password' | 'datetime-local'
  readonly inputMode?: 'numeric' | 'decimal'
  readonly autocomplete?: 'off'
  readonly spellcheck?: boolean
  readonly maxLength?: number
}

export function TextField({ label, hint, refusal = null, value, onValue, ...input }: InputProps) {
  // Preact's types ask which one of them it is; each of ours is right with these.
  const attributes = input as InputHTMLAttributes
  return (
    <Field label={label} hint={hint} refusal={refusal}>
      {(describing) => (
        <input {...attributes} {...describing} value={value} onInput={(event) => onValue(event.currentTarget.value)} />
      )}
    </Field>
  )
}

type AreaProps = Omit<FieldProps, 'children'> & {
  readonly value: string
  readonly onValue: (value: string) => void
  readonly rows: number
  readonly maxLength?: number
}

export function AreaField({ label, hint, refusal = null, value, onValue, ...area }: AreaProps) {
  return (
    <Field label={label} hint={hint} refusal={refusal}>
      {(describing) => (
        <textarea {...describing} {...area} value={value} onInput={(event) => onValue(event.currentTarget.value)} />
      )}
    </Field>
  )
}

type SelectProps = Omit<FieldProps, 'children'> & {
  readonly value: string
  readonly onValue: (value: string) => void
  /** Value and words. */
  readonly choices: readonly (readonly [string, string])[]
}

export function SelectField({ label, hint, refusal = null, value, onValue, choices }: SelectProps) {
  return (
    <Field label={label} hint={hint} refusal={refusal}>
      {(describing) => (
        <select {...describing} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
          {choices.map(([choice, words]) => (
            <option key={choice} value={choice}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
