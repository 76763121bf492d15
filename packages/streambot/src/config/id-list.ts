/** Lists of Telegram user ids, as people write them: with commas, spaces or line breaks. */
import type { EnvReader } from './env-reader.js'

export function splitList(text: string | null): string[] {
  return text === null ? [] : text.split(/[\s,]+/).filter(Boolean)
}

/** Each person once. */
export function readUserIds(reader: EnvReader, ...names: string[]): number[] {
  const ids = new Set<number>()
  for (const name of names) {
    for (const entry of splitList(reader.text(name))) {
      const id = Number(entry)
      if (/^\d+$/.test(entry) && id > 0 && Number.isSafeInteger(id)) ids.add(id)
      else reader.invalid(name, `holds "${entry}", which is no user id: ids are numbers, @userinfobot tells yours`)
    }
  }
  return [...ids]
}
