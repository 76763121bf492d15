/** A whole number as it is typed. null: nothing is. undefined: it is no number */
export function readCount(text: string): number | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : undefined
}
