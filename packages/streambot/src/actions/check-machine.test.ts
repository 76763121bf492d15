import { describe, expect, it } from 'vitest'
import { checkMachine, type CheckMachineDeps, type FolderSight, type Machine } from './check-machine.js'

const { signal } = new AbortController()
const MIB = 1024 * 1024
const GIB = 1024 * MIB

const machine: Machine = {
  look: () => Promise.resolve({ freeBytes: 10 * GIB, writeError: null, isOpen: false }),
  availableMemoryBytes: () => 2 * GIB,
  openFileLimit: () => Promise.resolve(65_536),
  nodeVersion: '22.11.0',
  cipher: () => Promise.resolve({ kind: 'native', reason: '' }),
}

async function found(changes: Partial<Machine> = {}, more: Partial<CheckMachineDeps> = {}): Promise<string[]> {
  const deps = {
    machine: { ...machine, ...changes },
    dataDirectory: '/data',
    diskCacheBytes: null,
    memoryLimitBytes: GIB,
    configuredMemoryBytes: null,
    botCount: 3,
    ...more,
  }
  return (await checkMachine(deps, signal)).map(({ id }) => id)
}

const seen = (sight: Partial<FolderSight>): Partial<Machine> => ({
  look: () => Promise.resolve({ freeBytes: 10 * GIB, writeError: null, isOpen: false, ...sight }),
})

describe('a machine', () => {
  it('that is as it should be is said to be so', async () => {
    expect((await found()).sort()).toEqual([
      'cipher_native',
      'disk_ready',
      'memory_ready',
      'node_ready',
      'open_files_ready',
    ])
  })

  it.each<[string, Partial<Machine>, Partial<CheckMachineDeps>]>([
    ['disk_full', seen({ freeBytes: 63 * MIB }), {}],
    ['disk_low', seen({ freeBytes: 64 * MIB }), {}],
    ['disk_low', seen({ freeBytes: GIB }), { diskCacheBytes: 10 * GIB }],
    ['disk_ready', seen({ freeBytes: GIB }), { diskCacheBytes: GIB }],
    ['data_directory_not_writable', seen({ writeError: 'EROFS' }), {}],
    ['data_directory_open', seen({ isOpen: true }), {}],
    ['memory_limit_too_high', {}, { configuredMemoryBytes: 3 * GIB }],
    ['memory_ready', {}, { configuredMemoryBytes: 2 * GIB }],
    ['open_files_few', { openFileLimit: () => Promise.resolve(4096) }, {}],
    ['open_files_few', { openFileLimit: () => Promise.resolve(10_259) }, {}],
    ['open_files_ready', { openFileLimit: () => Promise.resolve(10_260) }, {}],
    ['node_too_old', { nodeVersion: '20.18.3' }, {}],
    ['node_too_old', { nodeVersion: '18.20.0' }, {}],
    ['node_ready', { nodeVersion: '20.19.0' }, {}],
    ['node_unproven', { nodeVersion: '24.19.0' }, {}],
    ['cipher_slow', { cipher: () => Promise.resolve({ kind: 'wasm', reason: 'not built' }) }, {}],
  ])('has %s', async (id, changes, more) => {
    expect(await found(changes, more)).toContain(id)
  })

  it('that does not tell how many files may be open is not judged by it', async () => {
    expect(
      (await found({ openFileLimit: () => Promise.resolve(null) })).filter((id) => /^open_files/.test(id)),
    ).toEqual([])
  })
})
