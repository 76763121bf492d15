/** What the server stands on: its folder, memory, open files, Node and cipher. Decides over what it is told; looking is a port. */
import { finding, type SetupFinding } from './setup-findings.js'

const MIB = 1024 * 1024
/** Databases and sessions have to be written, come what may. */
const FULL_BYTES = 64 * MIB
const LOW_BYTES = 512 * MIB
/** Of every visitor the server takes. */
const VISITORS = 10_000
/** Files of its own, and connections of each bot. */
const OWN_FILES = 200
const FILES_PER_BOT = 20
/** decisions/node-versions.md */
const OLDEST_NODE = [20, 19] as const
const UNPROVEN_MAJOR = 24

export interface Machine {
  /** @throws Error with what the system says */
  readonly look: (path: string, signal: AbortSignal) => Promise<FolderSight>
  /** What the container or machine lets this process use. */
  readonly availableMemoryBytes: () => number
  /** null: the system does not say. */
  readonly openFileLimit: () => Promise<number | null>
  /** Without a v. */
  readonly nodeVersion: string
  readonly cipher: () => Promise<{ readonly kind: 'native' | 'wasm'; readonly reason: string }>
}

export interface FolderSight {
  readonly freeBytes: number
  /** null: a file could be written there; else what the system says. */
  readonly writeError: string | null
  /** Others than its owner may put something there. */
  readonly isOpen: boolean
}

export interface CheckMachineDeps {
  readonly machine: Machine
  readonly dataDirectory: string
  /** What the cache on disk may still grow by. */
  readonly diskCacheBytes: number | null
  readonly memoryLimitBytes: number
  /** What MEMORY_LIMIT_MIB says; null: nothing. */
  readonly configuredMemoryBytes: number | null
  readonly botCount: number
}

export async function checkMachine(deps: CheckMachineDeps, signal: AbortSignal): Promise<SetupFinding[]> {
  const found = await Promise.all([checkFolder(deps, signal), checkOpenFiles(deps), checkCipher(deps)])
  return [...found.flat(), ...checkMemory(deps), ...checkNode(deps.machine.nodeVersion)]
}

async function checkFolder(
  { machine, dataDirectory: path, diskCacheBytes }: CheckMachineDeps,
  signal: AbortSignal,
): Promise<SetupFinding[]> {
  const { freeBytes, writeError, isOpen } = await machine.look(path, signal)
  return [
    ...(writeError === null ? [] : [finding('data_directory_not_writable', { path, reason: writeError })]),
    ...(isOpen ? [finding('data_directory_open', { path })] : []),
    findingOfSpace(path, freeBytes, LOW_BYTES + (diskCacheBytes ?? 0) / 10),
  ]
}

function findingOfSpace(path: string, freeBytes: number, neededBytes: number): SetupFinding {
  if (freeBytes < FULL_BYTES) return finding('disk_full', { path, freeBytes })
  return freeBytes < neededBytes
    ? finding('disk_low', { path, freeBytes, neededBytes })
    : finding('disk_ready', { path, freeBytes })
}

function checkMemory({ machine, memoryLimitBytes, configuredMemoryBytes }: CheckMachineDeps): SetupFinding[] {
  const availableBytes = machine.availableMemoryBytes()
  return configuredMemoryBytes !== null && configuredMemoryBytes > availableBytes
    ? [finding('memory_limit_too_high', { limitBytes: configuredMemoryBytes, availableBytes })]
    : [finding('memory_ready', { limitBytes: memoryLimitBytes })]
}

async function checkOpenFiles({ machine, botCount }: CheckMachineDeps): Promise<SetupFinding[]> {
  const limit = await machine.openFileLimit()
  if (limit === null) return []
  const needed = VISITORS + OWN_FILES + FILES_PER_BOT * botCount
  return [limit < needed ? finding('open_files_few', { limit, needed }) : finding('open_files_ready', { limit })]
}

function checkNode(version: string): SetupFinding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor, oldestMinor] = OLDEST_NODE
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    return [finding('node_too_old', { version, needed: OLDEST_NODE.join('.') })]
  }
  return [finding(major >= UNPROVEN_MAJOR ? 'node_unproven' : 'node_ready', { version })]
}

async function checkCipher({ machine }: CheckMachineDeps): Promise<SetupFinding[]> {
  const { kind, reason } = await machine.cipher()
  return [kind === 'native' ? finding('cipher_native', {}) : finding('cipher_slow', { reason })]
}
