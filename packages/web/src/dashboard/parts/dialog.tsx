/** A window over the page, by the browser's own element: it keeps the focus, Escape closes it, and the focus goes back to where it was. */
import { useEffect, useId, useRef } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import { usePage } from '../data/page-context.js'
import type { Action } from '../data/use-action.js'
import { Button } from './button.js'
import { FailureNote } from './failure-note.js'

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
  /** What is done here, under the words on its button. Left out: there is only something to see. */
  readonly does?: {
    readonly words: string
    readonly action: Action
    readonly run: (signal: AbortSignal) => Promise<void>
    readonly isDanger?: boolean
    readonly isOff?: boolean
    /** Its failure is shown at a field. */
    readonly isFailureShown?: boolean
  }
  readonly closeWords?: string
}

export function Dialog({ title, onClose, children, does, closeWords = 'Cancel' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const { isOver } = usePage()
  // Before the window takes the focus.
  const openedFrom = useRef(document.activeElement)
  useEffect(() => {
    // What nobody sees would still keep the focus from all else, such as the way to log in again.
    if (isOver) dialog.current?.close()
    else dialog.current?.showModal()
  }, [isOver])
  useEffect(() => {
    const opener = openedFrom.current
    return () => {
      // What opened it may be gone with what was done: then the heading is where somebody goes on.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
      else document.querySelector<HTMLElement>('main h1')?.focus()
    }
  }, [])
  const isBusy = does?.action.isRunning ?? false
  const close = () => !isBusy && onClose()
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      // A browser closes it on a second Escape whatever the page says.
      onClose={() => !isOver && onClose()}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (does && !does.isOff) does.action.run(does.run)
        }}
      >
        <h2 id={titleId}>{title}</h2>
        {children}
        {does && !does.isFailureShown && <FailureNote failure={does.action.failure} />}
        <div class="actions">
          {does && (
            <button
              type="submit"
              class={`button ${does.isDanger ? 'danger' : 'primary'}`}
              aria-busy={isBusy}
              disabled={does.isOff}
            >
              {does.words}
            </button>
          )}
          <Button isOff={isBusy} onPress={close}>
            {closeWords}
          </Button>
        </div>
      </form>
    </dialog>
  )
}
