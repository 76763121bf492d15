/** Link keys in a file that only its owner can read, written aside and moved into place. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { LinkKey } from '../../core/link.js'
import type { KeyBackup } from '../../ports/key-backup.js'

export class KeyFile implements KeyBackup {
  constructor(private readonly path: string) {}

  async read(): Promise<LinkKey[]> {
    try {
      return parseKeys(await readFile(this.path, 'utf8'))
    } catch {
      return []
    }
  }

  async write(keys: readonly LinkKey[]): Promise<void> {
    const unfinished = `${this.path}.${process.pid}`
    const text = JSON.stringify(keys.map((key) => ({ ...key, secret: Buffer.from(key.secret).toString('base64') })))
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 })
    try {
      await writeFile(unfinished, text, { mode: 0o600 })
      await rename(unfinished, this.path)
    } finally {
      await rm(unfinished, { force: true })
    }
  }
}

function parseKeys(text: string): LinkKey[] {
  const entries: unknown = JSON.parse(text)
  return Array.isArray(entries) ? entries.flatMap(toKey) : []
}

/** A list of one, or of none where it is no key. */
function toKey(entry: unknown): LinkKey[] {
  if (typeof entry !== 'object' || entry === null) return []
  const { id, secret, createdAtMs } = entry as Record<string, unknown>
  if (typeof id !== 'number' || typeof secret !== 'string' || typeof createdAtMs !== 'number') return []
  return [{ id, secret: new Uint8Array(Buffer.from(secret, 'base64')), createdAtMs }]
}
