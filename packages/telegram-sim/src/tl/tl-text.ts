/**
 * Reads TL language text, one declaration a line: how older layers are written down.
 * The text knows no int53: a `long` becomes int53 where the same field of the same name is one today.
 */
import { camelCase, type TlConstructor, type TlField, toCondition, type TlType } from './schema.js'

export function parseTl(text: string, today: ReadonlyMap<string, TlConstructor>): TlConstructor[] {
  const parsed: TlConstructor[] = []
  let kind: TlConstructor['kind'] = 'class'
  for (const line of text.split('\n')) {
    const trimmed = line.trim()
    if (trimmed === '---functions---') kind = 'method'
    else if (trimmed !== '' && !trimmed.startsWith('//')) parsed.push(parseDeclaration(trimmed, kind, today))
  }
  return parsed
}

function parseDeclaration(
  line: string,
  kind: TlConstructor['kind'],
  today: ReadonlyMap<string, TlConstructor>,
): TlConstructor {
  const match = /^([\w.]+)#([0-9a-f]{1,8}) (.*)= ([^;]+);$/.exec(line)
  if (!match) throw new Error(`not a TL declaration: ${line}`)
  const [, name = '', id = '', fields = '', result = ''] = match
  const now = today.get(name)
  return {
    name,
    kind,
    older: true,
    id: Number.parseInt(id, 16),
    result: parseType(result),
    fields: fields
      .split(' ')
      .filter((part) => part !== '' && !part.startsWith('{'))
      .map((part) => parseField(part, now)),
  }
}

function parseField(part: string, now: TlConstructor | undefined): TlField {
  const colon = part.indexOf(':')
  const name = camelCase(part.slice(0, colon))
  const [condition, type] = splitCondition(part.slice(colon + 1))
  const parsed = parseType(type)
  const isInt53 = parsed.name === 'long' && isInt53Today(name, now)
  return { name, condition, type: isInt53 ? { ...parsed, name: 'int53' } : parsed }
}

function splitCondition(type: string): [TlField['condition'], string] {
  const mark = type.indexOf('?')
  return mark < 0 ? [null, type] : [toCondition(type.slice(0, mark)), type.slice(mark + 1)]
}

function parseType(text: string): TlType {
  const vector = /^Vector<(.+)>$/.exec(text)
  return { name: vector?.[1] ?? text.replace(/^!/, ''), vector: vector !== null, bare: false }
}

function isInt53Today(name: string, now: TlConstructor | undefined): boolean {
  const field = now?.fields.find((each) => each.name === name)
  if (field) return field.type.name === 'int53'
  // A field that is gone: ids of people and chats are int53 everywhere in the schema.
  return name === 'userId' || name === 'chatId' || name === 'channelId' || name === 'inviterId'
}
