/**
 * Which room may import which, as data. Reads the sources of every workspace; `import type` is free, because types keep
 * nothing alive at run time. Tests and contracts of a room may import what they test with.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Room {
  /** Other rooms whose values it may import. */
  readonly rooms: readonly string[]
  /** Packages, by exact name or as `@scope/*`. */
  readonly packages: readonly string[]
  /** Modules of Node; 'all' unless the room is kept free of I/O. */
  readonly node: 'all' | readonly string[]
}

const LOGGING = ['logger', 'events']

const ROOMS: Readonly<Record<string, Room>> = {
  // A table of types, which touches nothing.
  core: { rooms: [], packages: ['mime-types'], node: ['node:crypto', 'node:buffer'] },
  ports: { rooms: ['core'], packages: [], node: [] },
  policy: { rooms: ['core', 'ports'], packages: ['file-type', 'ipaddr.js'], node: ['node:crypto'] },
  archive: { rooms: ['core'], packages: [], node: ['node:zlib'] },
  streaming: { rooms: ['core', 'ports', ...LOGGING], packages: [], node: 'all' },
  actions: { rooms: ['core', 'ports', 'policy', 'archive', 'streaming', ...LOGGING], packages: [], node: 'all' },
  telegram: {
    rooms: ['core', 'ports', ...LOGGING],
    packages: ['@fuman/node', '@mtcute/*', '@streambot/aes-ige', 'mime-types'],
    node: 'all',
  },
  'stores/sqlite': { rooms: ['core', 'ports', ...LOGGING], packages: ['better-sqlite3'], node: 'all' },
  'stores/mongodb': { rooms: ['core', 'ports', ...LOGGING], packages: ['mongodb'], node: 'all' },
  'stores/memory': { rooms: ['core', 'ports', ...LOGGING], packages: [], node: 'all' },
  'stores/resilient': { rooms: ['core', 'ports', ...LOGGING], packages: [], node: 'all' },
  'stores/file': { rooms: ['core', 'ports', ...LOGGING], packages: [], node: 'all' },
  bot: { rooms: ['core', 'actions', ...LOGGING], packages: ['@mtcute/html-parser'], node: 'all' },
  http: {
    rooms: ['core', 'actions', ...LOGGING],
    packages: ['fastify', '@fastify/*', '@tus/server', 'content-disposition', 'saxes', 'zod'],
    node: 'all',
  },
  metrics: { rooms: ['core'], packages: ['prom-client'], node: 'all' },
  ops: { rooms: ['core', 'ports', 'actions', ...LOGGING], packages: ['commander'], node: 'all' },
  config: { rooms: ['core'], packages: ['zod'], node: 'all' },
  logger: {
    rooms: ['core', 'recent-logs', 'log-repetition', 'standard-output'],
    packages: ['pino', 'pino-pretty'],
    node: 'all',
  },
  'log-repetition': { rooms: [], packages: [], node: [] },
  'standard-output': { rooms: [], packages: [], node: ['node:fs'] },
  'recent-logs': { rooms: [], packages: [], node: [] },
  events: { rooms: ['core', 'logger'], packages: [], node: 'all' },
}
/** What contracts hold others to their promises with. */
const TESTED_WITH: readonly string[] = ['vitest', 'fast-check']
/** Wiring and life: they import anything, and no room imports them. */
const WIRING = ['context', 'streambot', 'main', 'crash', 'index', 'open-stores', 'version']

/** Which other workspaces a workspace may know. e2e, demo and bench see everything. */
const WORKSPACES: Readonly<Record<string, readonly string[]>> = {
  'packages/streambot': ['@streambot/aes-ige'],
  'packages/telegram-sim': ['@streambot/aes-ige'],
  'packages/aes-ige': [],
  'packages/web': [],
}

const ROOT = resolve(import.meta.dirname, '../../..')
const WORKSPACE_PACKAGES = ['streambot', '@streambot/aes-ige', '@streambot/telegram-sim', '@streambot/web']

describe('the checker', () => {
  it('names the rooms when one imports what it may not', () => {
    const complain = (file: string, source: string) =>
      roomComplaints(file, source).map((complaint) => complaint.split(': ')[1])
    expect(complain('policy/x.ts', "import { a } from '../http/a.js'")).toEqual(['policy may not import http'])
    expect(complain('http/routes/x.ts', "import {\n  a,\n} from '../../stores/sqlite/a.js'")).toEqual([
      'http may not import stores/sqlite',
    ])
    expect(complain('stores/sqlite/x.ts', "export * from '../memory/a.js'")).toEqual([
      'stores/sqlite may not import stores/memory',
    ])
    expect(complain('core/x.ts', "import { readFile } from 'node:fs'")).toEqual(['core may not import node:fs'])
    expect(complain('ports/x.ts', "const a = await import('fastify')")).toEqual(['ports may not import fastify'])
    expect(complain('bot/x.ts', "import '../context.js'")).toEqual(['bot may not import context'])
    expect(complain('policy/x.ts', "import { a } from '../logger.js'")).toEqual(['policy may not import logger'])
    expect(complain('helpers/x.ts', '')).toEqual(['helpers is no room; add it to the table'])
    expect(complain('core/x.ts', "import { a } from '../../../telegram-sim/src/a.js'")).toEqual([
      'core may not import outside of src',
    ])
  })

  it('leaves types, the room itself, contracts, tests and comments alone', () => {
    expect(
      roomComplaints(
        'core/x.ts',
        "import type { A } from '../http/a.js'\nimport { type B, type C } from '../bot/b.js'",
      ),
    ).toEqual([])
    expect(roomComplaints('core/x.ts', "import { a } from './a.js'\nexport type { B } from '../http/b.js'")).toEqual([])
    expect(roomComplaints('core/x.ts', "// import { a } from '../http/a.js'\n/* import '../bot/b.js' */")).toEqual([])
    expect(roomComplaints('ports/x.contract.ts', "import { it } from 'vitest'")).toEqual([])
    expect(roomComplaints('ports/x.contract.ts', "import { a } from '../http/a.js'")).toHaveLength(1)
    expect(roomComplaints('http/x.test.ts', "import { a } from '../config/a.js'")).toEqual([])
    expect(roomComplaints('context.ts', "import { a } from './http/a.js'")).toEqual([])
  })

  it('names the workspaces when one imports another', () => {
    const complain = (file: string, source: string) => workspaceComplaints('packages/telegram-sim', file, source)
    expect(complain('src/x.ts', "import { a } from 'streambot'")).toEqual([
      'src/x.ts: packages/telegram-sim may not import streambot',
    ])
    expect(complain('src/x.test.ts', "import type { A } from '../../streambot/src/a.js'")).toEqual([
      'src/x.test.ts: packages/telegram-sim may not import ../../streambot/src/a.js',
    ])
    expect(complain('src/x.ts', "import { a } from '@streambot/aes-ige'\nimport { b } from './b.js'")).toEqual([])
  })
})

describe('packages/streambot', () => {
  it('keeps every room to its row of the table', () => {
    const files = sourceFiles('packages/streambot/src')
    expect(files.length).toBeGreaterThan(20)
    expect(files.flatMap((file) => roomComplaints(file.path, file.source))).toEqual([])
  })
})

describe('workspaces', () => {
  it.each(Object.keys(WORKSPACES))('%s knows no workspace it may not know', (workspace) => {
    const files = sourceFiles(workspace)
    expect(files.flatMap((file) => workspaceComplaints(workspace, file.path, file.source))).toEqual([])
  })
})

interface Import {
  readonly specifier: string
  readonly isType: boolean
}

/** @param file path below `packages/streambot/src`, with slashes */
function roomComplaints(file: string, source: string): string[] {
  const name = roomOf(file)
  if (WIRING.includes(name) || file.endsWith('.test.ts')) return []
  const room = ROOMS[name]
  if (!room) return [`${file}: ${name} is no room; add it to the table`]
  return importsOf(source)
    .filter((entry) => !entry.isType)
    .map((entry) => targetOf(file, entry.specifier))
    .filter((target) => target !== name && !isAllowed(room, target))
    .filter((target) => !(TESTED_WITH.includes(target) && file.endsWith('.contract.ts')))
    .map((target) => `${file}: ${name} may not import ${target}`)
}

/** Types count as well here: a workspace is compiled without the others. */
function workspaceComplaints(workspace: string, file: string, source: string): string[] {
  const allowed = WORKSPACES[workspace] ?? []
  return importsOf(source)
    .map((entry) => entry.specifier)
    .filter((specifier) =>
      specifier.startsWith('.')
        ? join(file, '..', specifier).startsWith('..')
        : WORKSPACE_PACKAGES.includes(packageOf(specifier)) && !allowed.includes(packageOf(specifier)),
    )
    .map((specifier) => `${file}: ${workspace} may not import ${specifier}`)
}

function isAllowed(room: Room, target: string): boolean {
  if (target.startsWith('node:')) return room.node === 'all' || room.node.includes(target)
  return [...room.rooms, ...room.packages].some((allowed) =>
    allowed.endsWith('/*') ? target.startsWith(allowed.slice(0, -1)) : allowed === target,
  )
}

/** A room for relative imports, `node:…` or the package's name for the rest. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('node:')) return specifier
  if (!specifier.startsWith('.')) return packageOf(specifier)
  const path = join(file, '..', specifier).replaceAll(sep, '/')
  return path.startsWith('..') ? 'outside of src' : roomOf(path)
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function roomOf(path: string): string {
  const parts = path.replace(/\.[jt]sx?$/, '').split('/')
  return (parts[0] === 'stores' ? parts.slice(0, 2) : parts.slice(0, 1)).join('/').replace(/\.test$/, '')
}

function importsOf(source: string): Import[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const declarations = code.matchAll(/^[ \t]*(?:import|export)\b([\w$*{},\s]*?)\bfrom\s*(['"])([^'"\n]+)\2/gm)
  const bare = code.matchAll(/^[ \t]*import\s*(['"])([^'"\n]+)\1/gm)
  const dynamic = code.matchAll(/\bimport\(\s*(['"])([^'"\n]+)\1/g)
  return [
    ...[...declarations].map((match) => ({ specifier: match[3] ?? '', isType: isTypeClause(match[1] ?? '') })),
    ...[...bare, ...dynamic].map((match) => ({ specifier: match[2] ?? '', isType: false })),
  ]
}

function isTypeClause(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) return true
  const names = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1]
  if (names === undefined) return false
  const list = names.split(',').filter((name) => name.trim() !== '')
  return list.length > 0 && list.every((name) => /^\s*type\s/.test(name))
}

function sourceFiles(folder: string): { path: string; source: string }[] {
  const base = join(ROOT, folder)
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(node_modules|dist|build)\//.test(path.replaceAll(sep, '/')))
    .map((path) => ({ path: relative(base, path).replaceAll(sep, '/'), source: readFileSync(path, 'utf8') }))
}
