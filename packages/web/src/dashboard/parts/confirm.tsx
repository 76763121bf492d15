/** Asks before something that cannot be taken back. */
import type { ComponentChildren } from 'preact'
import { useAction } from '../data/use-action.js'
import { Dialog } from './dialog.js'

export interface ConfirmProps {
  readonly title: string
  readonly words: string
  readonly children: ComponentChildren
  readonly run: (signal: AbortSignal) => Promise<unknown>
  readonly onDone: () => void
  readonly onClose: () => void
  readonly isDanger?: boolean
}

export function Confirm({ title, words, children, run, onDone, onClose, isDanger = true }: ConfirmProps) {
  const action = useAction()
  const doIt = async (signal: AbortSignal) => {
    await run(signal)
    onDone()
    onClose()
  }
  return (
    <Dialog title={title} onClose={onClose} does={{ words, action, run: doIt, isDanger }}>
      {children}
    </Dialog>
  )
}
