/** Scripts and styles of the pages, as the build left them: read once, kept in memory, under names that change with what is in them. */
import { existsSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'

/** One file in every form it can be sent in. */
export interface Asset {
  readonly contentType: string
  readonly plain: Buffer
  readonly gzip: Buffer
  readonly brotli: Buffer
}

/** Names of assets. */
export interface PageParts {
  readonly script: string
  readonly style: string
  readonly icon: string
}

export interface PageAssets {
  readonly player: PageParts
  /** null: this build made none. */
  readonly dashboard: PageParts | null
  readonly files: ReadonlyMap<string, Asset>
}

interface PageList {
  readonly player: PageParts
  readonly dashboard?: PageParts
  readonly files: readonly string[]
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** @param folder with a slash at the end. null: the pages were not built; they work without, and show less */
export function readPageAssets(folder: URL): PageAssets | null {
  const list = new URL('pages.json', folder)
  if (!existsSync(list)) return null
  const pages = JSON.parse(readFileSync(list, 'utf8')) as PageList
  const { player, dashboard = null, files } = pages
  return { player, dashboard, files: new Map(files.map((name) => [name, readAsset(folder, name)])) }
}

function readAsset(folder: URL, name: string): Asset {
  const read = (suffix: string) => readFileSync(new URL(`${name}${suffix}`, folder))
  return {
    contentType: TYPES[extname(name)] ?? 'application/octet-stream',
    plain: read(''),
    gzip: read('.gz'),
    brotli: read('.br'),
  }
}
