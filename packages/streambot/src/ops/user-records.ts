/** Records in a file, one at a time: JSON as a list or one after the other (as mongoexport writes it), or CSV with names in its first line. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { StreamBotError } from '../core/errors.js'

/** Of one record. */
const MAX_CHARACTERS = 64 * 1024

/** What cannot be read comes as null. @throws StreamBotError bad_config */
export async function* userRecords(path: string): AsyncGenerator<unknown> {
  try {
    yield* /\.csv$/i.test(path) ? csvRecords(path) : jsonRecords(path)
  } catch (error) {
    if (error instanceof StreamBotError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new StreamBotError('bad_config', `${path} cannot be read: ${why}`, { cause: error })
  }
}

/** Whatever is in braces at the top, or in the list that is there. */
async function* jsonRecords(path: string): AsyncGenerator<unknown> {
  let [depth, isText, isEscaped, record, found] = [0, false, false, '', 0]
  for await (const piece of createReadStream(path, { encoding: 'utf8' })) {
    for (const letter of piece as string) {
      if (depth > 0) {
        if (record.length > MAX_CHARACTERS)
          throw new StreamBotError('bad_config', `${path} has a record that is too long.`)
        record += letter
      }
      if (isText) {
        if (isEscaped) isEscaped = false
        else if (letter === '\\') isEscaped = true
        else if (letter === '"') isText = false
      } else if (letter === '"') isText = true
      else if (letter === '{' && depth++ === 0) record = '{'
      else if (letter === '}' && depth > 0 && --depth === 0) {
        found++
        yield parsed(record)
        record = ''
      }
    }
  }
  if (found === 0)
    throw new StreamBotError(
      'bad_config',
      `${path} has no record: it has to be JSON, or CSV under a name that ends so.`,
    )
}

async function* csvRecords(path: string): AsyncGenerator<unknown> {
  const lines = createInterface({ input: createReadStream(path, { encoding: 'utf8' }), crlfDelay: Infinity })
  let names: readonly string[] | null = null
  for await (const line of lines) {
    if (line.trim() === '') continue
    if (line.length > MAX_CHARACTERS) throw new StreamBotError('bad_config', `${path} has a line that is too long.`)
    const cells = cellsOf(line.replace(/^\uFEFF/, ''))
    if (names) yield Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))
    else names = cells.map((cell) => cell.trim())
  }
}

/** RFC 4180, but for line breaks in cells. */
function cellsOf(line: string): string[] {
  const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
  return cells.map(([, inQuotes, plain = '']) => inQuotes?.replaceAll('""', '"') ?? plain)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
