/** So many beside each other. */
export function inRows<Button>(buttons: readonly Button[], perRow: number): Button[][] {
  return buttons.flatMap((_, at) => (at % perRow === 0 ? [buttons.slice(at, at + perRow)] : []))
}
