import type { ComponentChildren } from 'preact'
import type { Loaded } from '../data/use-loaded.js'
import { FailureNote } from './failure-note.js'

/** Until something has come, says so; where nothing comes, why. What came before stays. */
export function Shown<Data>({
  of,
  children,
}: {
  readonly of: Loaded<Data>
  readonly children: (data: Data) => ComponentChildren
}) {
  return (
    <>
      <FailureNote failure={of.failure} onRetry={of.refresh} />
      {of.data === null
        ? of.failure === null && (
            <p class="empty" role="status">
              Loading…
            </p>
          )
        : children(of.data)}
    </>
  )
}
