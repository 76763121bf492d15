/**
 * For `JSON.parse`. Names and messages may turn the direction of writing around and not back (Unicode Bidirectional Algorithm §2.2, §2.4): of the
 * words that follow them, or of a part of themselves, so that `fdp.exe` reads as `exe.pdf`. What does that is shown as the sign for what cannot be shown.
 */
export function straighten(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd') : value
}
