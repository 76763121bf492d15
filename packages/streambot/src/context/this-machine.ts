/** What the set-up check is told of the machine that the server runs on. */
import { access, constants, open, readFile, rm, stat, statfs } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { connect } from 'node:tls'
import { initialiseAesIge } from '@streambot/aes-ige'
import type { FolderSight, Machine } from '../actions/check-machine.js'
import type { Certificate } from '../actions/check-proxy.js'

export const THIS_MACHINE: Machine = {
  look: lookAtFolder,
  availableMemoryBytes: () => {
    const constrained = process.constrainedMemory()
    return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
  },
  openFileLimit,
  nodeVersion: process.versions.node,
  cipher: () => initialiseAesIge(),
}

/** What holds it stands for a folder that is not there yet: the first start makes it. */
async function lookAtFolder(path: string): Promise<FolderSight> {
  const folder = await stat(path).catch(() => null)
  const there = folder ? path : await nearest(path)
  const { bavail, bsize } = await statfs(there)
  const isOpen = folder !== null && process.platform !== 'win32' && (folder.mode & 0o022) !== 0
  return { freeBytes: bavail * bsize, writeError: await writeErrorOf(there, folder !== null), isOpen }
}

async function nearest(path: string): Promise<string> {
  const parent = dirname(path)
  if (parent === path) return path
  return (await stat(parent).catch(() => null)) ? parent : nearest(parent)
}

/** By writing, where that is ours: rights, quotas and read-only disks are known by nothing else. */
async function writeErrorOf(path: string, isOurs: boolean): Promise<string | null> {
  const file = join(path, `.doctor-${process.pid}`)
  try {
    if (!isOurs) {
      await access(path, constants.W_OK)
      return null
    }
    await using handle = await open(file, 'w', 0o600)
    await handle.writeFile('x')
    await handle.sync()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    if (isOurs) await rm(file, { force: true }).catch(() => {})
  }
}

/** Linux says it; null elsewhere. Node itself raises the soft limit to the hard one at its start. */
async function openFileLimit(): Promise<number | null> {
  try {
    const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(await readFile('/proc/self/limits', 'utf8')) ?? []
    if (soft === undefined) return null
    return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft)
  } catch {
    return null
  }
}

/** Of whoever answers there. Whether it is to be believed is found out by asking; here it is read only. */
export function certificateOf(host: string, port: number, signal: AbortSignal): Promise<Certificate | null> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const socket = connect({ host, port, servername: host, rejectUnauthorized: false })
    const stop = () => socket.destroy(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
    socket.once('close', () => signal.removeEventListener('abort', stop))
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      const { valid_from: from, valid_to: to } = socket.getPeerCertificate()
      socket.destroy()
      const certificate = { fromMs: Date.parse(from), toMs: Date.parse(to) }
      resolve(Number.isNaN(certificate.toMs) ? null : certificate)
    })
  })
}
