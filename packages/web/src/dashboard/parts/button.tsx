import type { ComponentChildren } from 'preact'

export interface ButtonProps {
  readonly children: ComponentChildren
  readonly onPress: () => void
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet'
  readonly isBusy?: boolean
  readonly isOff?: boolean
  /** For whoever listens, where the words alone do not say what it is about. */
  readonly label?: string
}

/** One that is busy stays where it is and keeps its focus; pressing it does nothing. */
export function Button({ children, onPress, look = 'plain', isBusy = false, isOff = false, label }: ButtonProps) {
  return (
    <button
      type="button"
      class={`button ${look}`}
      aria-busy={isBusy}
      aria-label={label}
      disabled={isOff}
      onClick={() => !isBusy && onPress()}
    >
      {children}
    </button>
  )
}
