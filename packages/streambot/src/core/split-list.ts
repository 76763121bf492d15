/** Lists as people write them: with commas, spaces or line breaks. */
export function splitList(text: string | null): string[] {
  return text === null ? [] : text.split(/[\s,]+/).filter(Boolean)
}
