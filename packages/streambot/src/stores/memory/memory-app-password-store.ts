import type { AppPassword } from '../../core/app-password.js'
import { newestFirst } from '../../core/page-cursor.js'
import type { AppPasswordStore } from '../../ports/app-password-store.js'
import { BoundedMap } from './bounded-map.js'

const MAX_PASSWORDS = 10_000

/** Forgets the oldest password when full. */
export class MemoryAppPasswordStore implements AppPasswordStore {
  readonly passwords = new BoundedMap<string, AppPassword>(MAX_PASSWORDS)

  add(password: AppPassword, max: number): Promise<boolean> {
    if (this.passwords.has(password.id) || this.#withHash(password.hash)) {
      return Promise.reject(new Error(`There is an app password ${password.id} already, or one with its hash`))
    }
    if (this.#of(password.userId).length >= max) return Promise.resolve(false)
    this.passwords.set(password.id, password)
    return Promise.resolve(true)
  }

  findByHash(hash: string): Promise<AppPassword | null> {
    return Promise.resolve(this.#withHash(hash) ?? null)
  }

  ofUser(userId: number): Promise<AppPassword[]> {
    return Promise.resolve(this.#of(userId).sort(newestFirst))
  }

  used(passwordId: string, atMs: number): Promise<void> {
    const password = this.passwords.get(passwordId)
    if (password)
      this.passwords.set(passwordId, { ...password, lastUsedAtMs: Math.max(password.lastUsedAtMs ?? 0, atMs) })
    return Promise.resolve()
  }

  remove(userId: number, passwordId: string): Promise<boolean> {
    const isOwn = this.passwords.get(passwordId)?.userId === userId
    return Promise.resolve(isOwn && this.passwords.delete(passwordId))
  }

  prune(beforeMs: number): Promise<number> {
    let pruned = 0
    for (const { id, expiresAtMs } of this.passwords.values()) {
      if ((expiresAtMs ?? Infinity) < beforeMs && this.passwords.delete(id)) pruned++
    }
    return Promise.resolve(pruned)
  }

  #of(userId: number): AppPassword[] {
    return [...this.passwords.values()].filter((password) => password.userId === userId)
  }

  #withHash(hash: string): AppPassword | undefined {
    return [...this.passwords.values()].find((password) => password.hash === hash)
  }
}
