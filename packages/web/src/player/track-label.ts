/** What a track is called in a menu: its language, its title, and how it is stored. Pure. */
interface Labelled {
  readonly language: string
  readonly title: string
  readonly codecName: string
}

/** As long as a title is of use; a file may have any. */
const MAX_TITLE = 60

/** @param place among its kind, from 1: what it is called that has no other name */
export function toTrackLabel({ language, title, codecName }: Labelled, place: number): string {
  const names = [languageName(language), title.trim().slice(0, MAX_TITLE)].filter((name) => name !== '')
  return `${names.join(' · ') || `Track ${place}`} (${codecName})`
}

function languageName(code: string): string {
  if (code === '') return ''
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code
  } catch {
    // No language has such a code.
    return ''
  }
}
