/** A directory made when first needed and removed with everything in it at the end. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export class TempDir {
  readonly #parent: string
  #path: Promise<string> | null = null

  constructor(parent: string = tmpdir()) {
    this.#parent = parent
  }

  async fileNamed(name: string): Promise<string> {
    this.#path ??= mkdtemp(join(this.#parent, 'telegram-sim-'))
    return join(await this.#path, name)
  }

  async remove(): Promise<void> {
    const path = await this.#path
    this.#path = null
    if (path !== null) await rm(path, { recursive: true, force: true })
  }
}
