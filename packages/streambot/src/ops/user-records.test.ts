import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { userRecords } from './user-records.js'

async function read(name: string, text: string): Promise<unknown[]> {
  const folder = await mkdtemp(join(tmpdir(), 'streambot-records-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, name)
  await writeFile(path, text)
  const records: unknown[] = []
  for await (const record of userRecords(path)) records.push(record)
  return records
}

describe('a file of records', () => {
  it.each([
    ['a list', '[{"id": 1}, {"id": 2, "a": {"b": "}"}}]', [{ id: 1 }, { id: 2, a: { b: '}' } }]],
    ['one after the other', '{"id":1}\n{"id":2,"name":"\\"{"}\n', [{ id: 1 }, { id: 2, name: '"{' }]],
    ['with one that cannot be read', '[{"id":1},{"id":},{"id":3}]', [{ id: 1 }, null, { id: 3 }]],
  ])('is read as JSON: %s', async (_, text, records) => {
    expect(await read('users.json', text)).toEqual(records)
  })

  it('is read as CSV, with quotes and without', async () => {
    const text = '\uFEFFid,name\r\n1,"Lovelace, ""Ada"""\r\n\r\n2,Grace\r\n'
    expect(await read('users.csv', text)).toEqual([
      { id: '1', name: 'Lovelace, "Ada"' },
      { id: '2', name: 'Grace' },
    ])
  })

  it.each([
    ['nothing.json', 'hello'],
    ['endless.json', `{"id": "${'x'.repeat(100_000)}`],
  ])('is refused in one sentence: %s', async (name, text) => {
    await expect(read(name, text)).rejects.toMatchObject({ code: 'bad_config' })
  })
})
