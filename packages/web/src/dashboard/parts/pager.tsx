import { Button } from './button.js'

export interface PagerProps {
  readonly goBack: (() => void) | null
  readonly goOn: (() => void) | null
}

/** Nothing where one page is all there is. */
export function Pager({ goBack, goOn }: PagerProps) {
  if (!goBack && !goOn) return null
  return (
    <nav class="pager" aria-label="Pages">
      <Button isOff={!goBack} onPress={() => goBack?.()}>
        ← Back
      </Button>
      <Button isOff={!goOn} onPress={() => goOn?.()}>
        Next →
      </Button>
    </nav>
  )
}
