/** Rows under headings, in columns as wide as what is in them; numbers stand at the right. */

export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows]
  const widths = headings.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)))
  const isNumber = headings.map((_, at) => rows.length > 0 && rows.every((row) => /^[\d.,–-]*$/.test(row[at] ?? '')))
  return all
    .map((row) =>
      row
        .map((cell, at) => (isNumber[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
