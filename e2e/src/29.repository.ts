/** What is in the repository, as somebody sees it who has not built anything. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Made here, or not ours. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'dist', 'build', 'coverage', 'data'])
const ROOT = resolve(import.meta.dirname, '../..')

export interface Repository {
  /** Paths from its root; folders end in `/`. */
  readonly paths: ReadonlySet<string>
  readonly read: (path: string) => string
}

export function openRepository(root = ROOT): Repository {
  const paths = new Set(pathsIn(root, ''))
  return { paths, read: (path) => readFileSync(join(root, path), 'utf8') }
}

function* pathsIn(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name) || entry.name === '.env') continue
    const path = `${folder}${entry.name}`
    if (!entry.isDirectory()) yield path
    else {
      yield `${path}/`
      yield* pathsIn(root, `${path}/`)
    }
  }
}
