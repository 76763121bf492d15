/** How records of one kind lie in a table: a column for each field, named alike (`createdAtMs`: `created_at_ms`). Some SQL follows from that. */

export type SqlValue = string | number | Uint8Array | null
export type Row = Readonly<Record<string, SqlValue>>

type ColumnEncoding = 'plain' | 'boolean' | 'bytes' | 'json'
/** An object has its fields among the columns of the table, or lies in one column as JSON. */
type Encoding<Value> = [Value] extends [boolean]
  ? 'boolean'
  : [Value] extends [string | number | null]
    ? 'plain'
    : [Value] extends [Uint8Array]
      ? 'bytes'
      : 'json' | (unknown extends Value ? never : Fields<Value>)

export type Fields<Value> = { readonly [Name in keyof Value & string]: Encoding<Value[Name]> }

interface FieldTree {
  readonly [field: string]: ColumnEncoding | FieldTree
}

export class Table<Value> {
  readonly #fields: FieldTree
  readonly insert: string
  /** In place of the row with the same key; where there is more than a key. */
  readonly upsert: string
  /** Rows beyond a key, in its order; takes the columns of the key and `@limit`. */
  readonly beyond: string

  /** @param beforeAll columns of the primary key, with values before those of any row */
  constructor(
    name: string,
    readonly beforeAll: Row,
    fields: Fields<Value>,
  ) {
    this.#fields = fields
    const columns = columnsOf(this.#fields)
    const key = Object.keys(beforeAll)
    const changed = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`)
    this.insert = `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${parameters(columns)})`
    this.upsert = `${this.insert} ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${changed.join(', ')}`
    this.beyond = `SELECT * FROM ${name} WHERE (${key.join(', ')}) > (${parameters(key)}) ORDER BY ${key.join(', ')} LIMIT @limit`
  }

  toRow(value: Value): Row {
    return toRow(this.#fields, value as Readonly<Record<string, unknown>>)
  }

  toValue(row: Row): Value {
    return toValue(this.#fields, row) as Value
  }
}

function columnsOf(fields: FieldTree): string[] {
  return Object.entries(fields).flatMap(([field, encoding]) =>
    typeof encoding === 'object' ? columnsOf(encoding) : columnOf(field),
  )
}

function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function parameters(columns: readonly string[]): string {
  return columns.map((column) => `@${column}`).join(', ')
}

function toRow(fields: FieldTree, value: Readonly<Record<string, unknown>>): Row {
  const row: Record<string, SqlValue> = {}
  for (const [field, encoding] of Object.entries(fields)) {
    if (typeof encoding === 'object') Object.assign(row, toRow(encoding, value[field] as Record<string, unknown>))
    else row[columnOf(field)] = toSql(encoding, value[field])
  }
  return row
}

function toValue(fields: FieldTree, row: Row): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const [field, encoding] of Object.entries(fields)) {
    value[field] = typeof encoding === 'object' ? toValue(encoding, row) : fromSql(encoding, row[columnOf(field)])
  }
  return value
}

function toSql(encoding: ColumnEncoding, value: unknown): SqlValue {
  if (encoding === 'json') return JSON.stringify(value)
  return encoding === 'boolean' ? Number(value) : (value as SqlValue)
}

function fromSql(encoding: ColumnEncoding, value: SqlValue | undefined): unknown {
  switch (encoding) {
    case 'plain':
      return value
    case 'boolean':
      return value === 1
    case 'bytes':
      return new Uint8Array(value as Uint8Array)
    case 'json':
      return JSON.parse(value as string)
  }
}
