import { wordsOf } from '../api/failure-words.js'
import { Button } from './button.js'

/** Why something is not there or was not done; nothing where all is well. */
export function FailureNote({ failure, onRetry }: { readonly failure: unknown; readonly onRetry?: () => void }) {
  if (failure === null) return null
  return (
    <div class="note failure" role="alert">
      <p>{wordsOf(failure)}</p>
      {onRetry && <Button onPress={onRetry}>Try again</Button>}
    </div>
  )
}
