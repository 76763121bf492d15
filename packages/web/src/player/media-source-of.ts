/** What a browser is fed by; null: it does not let itself be fed. An iPhone has only the kind that it manages itself. */
export function mediaSourceOf(scope: object): typeof MediaSource | null {
  const kinds = scope as { MediaSource?: typeof MediaSource; ManagedMediaSource?: typeof MediaSource }
  return kinds.MediaSource ?? kinds.ManagedMediaSource ?? null
}
