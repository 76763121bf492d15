/** Batches as their owner makes them, and the programs that people download and unpack archives with. */
import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { databaseOf } from './database.js'
import type { TestServer } from './test-server.js'

const MIB = 1024 * 1024

export type MadeBatch = Awaited<ReturnType<TestServer['operations']['makeBatch']>>

export interface BatchFile {
  readonly name: string
  readonly sizeBytes: number
  readonly mimeType?: string
}

export interface OwnBatch extends MadeBatch {
  /** Of each file, computed when it is asked for: files are large. */
  readonly sha256: (at: number) => Promise<string>
  readonly bytes: (at: number, start: number, length: number) => Promise<Buffer>
  readonly linkIds: readonly string[]
}

/** Ada sends made-up files, and makes one batch of their links. */
export async function makeBatch(server: TestServer, files: readonly BatchFile[], title = 'Holiday'): Promise<OwnBatch> {
  const contents: ReturnType<TestServer['sim']['world']['putSyntheticFile']>['content'][] = []
  const linkIds: string[] = []
  for (const { name, sizeBytes, mimeType = 'video/x-matroska' } of files) {
    const { id, content } = server.sim.world.putSyntheticFile(sizeBytes, name, { name, mimeType })
    await server.linkAgain(id)
    contents.push(content)
    linkIds.push(server.lastLinkId)
  }
  await using stores = await databaseOf(server)
  const found = new Map((await stores.links.findAll(linkIds)).map((link) => [link.id, link]))
  const links = linkIds.map((id) => found.get(id)!)
  const made = await server.operations.makeBatch({ ownerId: server.ada.id, links, title, id: null })
  return {
    ...made,
    linkIds,
    sha256: async (at) => {
      const hash = createHash('sha256')
      const content = contents[at]!
      for (let offset = 0; offset < content.size; offset += MIB) {
        hash.update(await content.read(offset, Math.min(MIB, content.size - offset)))
      }
      return hash.digest('hex')
    },
    bytes: async (at, start, length) => Buffer.from(Uint8Array.from(await contents[at]!.read(start, length))),
  }
}

const missing = ['curl', 'tar', 'unzip'].find((program) => spawnSync(program, ['--help'], { stdio: 'ignore' }).error)
/** For `describe.skipIf`; then the reason is printed. */
export const isProgramMissing = missing !== undefined
if (isProgramMissing) {
  console.warn(`Journeys of archives are skipped: there is no ${missing} (Debian: apt-get install ${missing}).`)
}

/** @param args `$0`, `$1`, … of the script. @returns what it says. @throws when it fails */
export async function shell(script: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  const { stdout } = await promisify(execFile)('sh', ['-c', script, ...args], { env, maxBuffer: 16 * MIB })
  return stdout
}

/** Downloads, and is gone after so many bytes. */
export async function downloadAndLeave(url: string, bytes: number, path: string): Promise<void> {
  await shell('curl -s "$0" | head -c "$1" > "$2"', url, String(bytes), path)
}

/** Goes on where the file on disk ends. @throws when the server begins anew */
export async function resumeDownload(url: string, path: string): Promise<void> {
  await shell('curl -sS --fail -C - -o "$1" "$0"', url, path)
}

/**
 * Downloads a TAR that is too large for a disk: is gone after so many bytes, goes on from there, and unpacks all the while.
 * @returns the SHA-256 of each file in it
 */
export async function unpackWhileResuming(url: string, bytes: number): Promise<string[]> {
  const download = '{ curl -s "$0" | head -c "$1"; curl -sS --fail -C "$1" "$0"; }'
  const unpack = 'tar -b 2048 -x --to-command=sha256sum'
  return (await shell(`${download} | ${unpack}`, url, String(bytes))).match(/[0-9a-f]{64}/g) ?? []
}
