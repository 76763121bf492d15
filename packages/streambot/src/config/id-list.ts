/** Lists of Telegram user ids. */
import { splitList } from '../core/split-list.js'
import { parseUserId } from '../core/user-id.js'
import type { EnvReader } from './env-reader.js'

/** Each person once. */
export function readUserIds(reader: EnvReader, ...names: string[]): number[] {
  const ids = new Set<number>()
  for (const name of names) {
    for (const entry of splitList(reader.text(name))) {
      const id = parseUserId(entry)
      if (id !== null) ids.add(id)
      else reader.invalid(name, `holds "${entry}", which is no user id: ids are numbers, @userinfobot tells yours`)
    }
  }
  return [...ids]
}
