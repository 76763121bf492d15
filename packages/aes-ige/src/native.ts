/** The addon built by install.mjs. It reports itself which instructions this CPU has. */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { AesIge, Ciphertext, SealedMessage } from './aes-ige.js'
import { checkBuffers, checkMessages, checkSealed } from './buffers.js'
import { openInTurn } from './open-in-turn.js'
import { passesSelfTest } from './self-test.js'

type Cipher = (data: Uint8Array, key: Uint8Array, iv: Uint8Array, out: Uint8Array) => Uint8Array

/** `flat` holds the fields of one message after the other, in the order of the types. */
export interface Addon {
  supported: true
  encrypt: Cipher
  decrypt: Cipher
  decryptMany: (flat: Uint8Array[]) => void
  /** These two only where the CPU has SHA instructions. */
  open?: (flat: Uint8Array[]) => boolean[]
  openOffThread?: (flat: Uint8Array[]) => Promise<boolean[]>
}

/** The same place seen from src/ and from dist/. */
export const defaultAddonPath = fileURLToPath(new URL('../build/aes-ige.node', import.meta.url))

/** @throws Error in words for the log when the addon is missing, broken, or of no use on this CPU */
export function loadAddon(path: string): Addon {
  const addon: unknown = createRequire(import.meta.url)(path)
  if (typeof addon !== 'object' || addon === null || !('supported' in addon))
    throw new Error(`${path} is another addon`)
  if (addon.supported !== true) throw new Error('this CPU has no AES instructions')
  if (!isAddon(addon)) throw new Error(`${path} lacks a function; it may have been built from older sources`)
  if (!passesSelfTest(addon)) throw new Error(`${path} computes wrong results`)
  return addon
}

export function createNative(addon: Addon, reason: string): AesIge {
  function decryptMany(messages: readonly Ciphertext[]): void {
    checkMessages(messages)
    addon.decryptMany(messages.flatMap(({ data, key, iv }) => [data, key, iv]))
  }
  function openMany(messages: readonly SealedMessage[]): boolean[] {
    checkSealed(messages)
    return addon.open ? addon.open(flatten(messages)) : openInTurn(decryptMany, messages)
  }
  return {
    kind: 'native',
    reason,
    encrypt(data, key, iv, out) {
      checkBuffers(data, key, iv, out)
      return addon.encrypt(data, key, iv, out ?? new Uint8Array(data.length))
    },
    decrypt(data, key, iv, out) {
      checkBuffers(data, key, iv, out)
      return addon.decrypt(data, key, iv, out ?? new Uint8Array(data.length))
    },
    decryptMany,
    openMany,
    async openManyOffThread(messages) {
      if (!addon.openOffThread) return openMany(messages)
      checkSealed(messages)
      return addon.openOffThread(flatten(messages))
    },
  }
}

function flatten(messages: readonly SealedMessage[]): Uint8Array[] {
  return messages.flatMap(({ data, key, iv, prefix, digest16 }) => [data, key, iv, prefix, digest16])
}

function isAddon(addon: object): addon is Addon {
  const isFunction = (name: string): boolean => typeof Reflect.get(addon, name) === 'function'
  if (!['encrypt', 'decrypt', 'decryptMany'].every(isFunction)) return false
  return !('open' in addon) || ['open', 'openOffThread'].every(isFunction)
}
