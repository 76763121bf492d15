/**
 * How names are compared by whoever looks for them: whatever case letters have, and however an accent was put on them. Capitals are the common
 * form, because two small letters may share one: `σ` and `ς`, `ss` and `ß`, `i` and `ı`.
 */
export function alike(text: string): string {
  // Small letters first: the capital `ẞ` has no capital of its own. `İ` is an `I` to whoever has no such key.
  return text.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC').replaceAll('İ', 'I')
}
