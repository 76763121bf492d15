/** A search that begins a moment after somebody has stopped typing, or at once on Enter. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { TextField } from './field.js'

const PAUSE_MS = 300

export interface SearchFormProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onSearch: (text: string) => void
}

export function SearchForm({ label, hint, value, onSearch }: SearchFormProps) {
  const [typed, setTyped] = useState(value)
  const sought = useRef(value)
  const search = () => {
    sought.current = typed.trim()
    if (sought.current !== value) onSearch(sought.current)
  }
  useEffect(() => {
    // From elsewhere, such as a link. What comes back of one's own search must not undo what was typed since.
    if (value !== sought.current) setTyped((sought.current = value))
  }, [value])
  useEffect(() => {
    if (typed.trim() === sought.current) return
    const timer = setTimeout(search, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <form
      role="search"
      aria-label={label}
      class="search"
      onSubmit={(event) => {
        event.preventDefault()
        search()
      }}
    >
      <TextField type="search" label={label} hint={hint} value={typed} onValue={setTyped} spellcheck={false} />
    </form>
  )
}
