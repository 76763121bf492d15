/** What the bot says, by language. English is complete and the model; every other language has the same texts, or does not compile. */
import { de } from './de/de.js'
import { en } from './en/en.js'

export type Texts = typeof en

const CATALOGUES: Readonly<Record<string, Texts>> = { en, de }

/** Two letters each. */
export const LANGUAGES: readonly string[] = Object.keys(CATALOGUES)

/** @param language IETF tag, of which the language counts; English where there is no such catalogue */
export function textsFor(language: string | null): Texts {
  const code = language?.toLowerCase().split('-', 1)[0] ?? ''
  return (Object.hasOwn(CATALOGUES, code) ? CATALOGUES[code] : null) ?? en
}
