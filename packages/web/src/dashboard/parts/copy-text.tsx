/** A text to take along, such as an address or a token. */
import { useId, useRef } from 'preact/hooks'
import { usePage } from '../data/page-context.js'
import { Button } from './button.js'

export function CopyText({ label, text }: { readonly label: string; readonly text: string }) {
  const { say } = usePage()
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const copy = async () => {
    field.current?.select()
    try {
      await navigator.clipboard.writeText(text)
      say(`${label}: copied.`)
    } catch {
      // Not by https, or not allowed: it is marked, and a person can do it.
      say(`${label}: marked. Copy it with Ctrl+C or ⌘C.`)
    }
  }
  return (
    <div class="copy">
      <label for={id}>{label}</label>
      <input id={id} ref={field} readOnly value={text} />
      <Button label={`Copy: ${label}`} onPress={() => void copy()}>
        Copy
      </Button>
    </div>
  )
}
