import type { Button } from '../../ports/messenger.js'

/** Buttons of one kind, as many in a row as are easy to press. */
export function buttonRows(buttons: readonly Button[], perRow: number): Button[][] {
  const rows = Math.ceil(buttons.length / perRow)
  return Array.from({ length: rows }, (_, row) => buttons.slice(row * perRow, (row + 1) * perRow))
}
