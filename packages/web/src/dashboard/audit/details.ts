const MAX = 300

/** Whatever is known of an entry, in one line that has an end. */
export function detailsOf(details: unknown): string {
  if (details === null || details === undefined) return ''
  const text =
    typeof details === 'object' && !Array.isArray(details)
      ? Object.entries(details)
          .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
          .join(' ')
      : JSON.stringify(details)
  return text.length > MAX ? `${text.slice(0, MAX)}…` : text
}
