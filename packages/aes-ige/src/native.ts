/** The addon built by install.mjs. It reports itself whether this CPU has the AES instructions. */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { AesIge } from './aes-ige.js'
import { checkBuffers } from './buffers.js'
import { passesSelfTest } from './self-test.js'

type Cipher = (data: Uint8Array, key: Uint8Array, iv: Uint8Array, out: Uint8Array) => Uint8Array

export interface Addon {
  supported: true
  encrypt: Cipher
  decrypt: Cipher
}

/** The same place seen from src/ and from dist/. */
export const defaultAddonPath = fileURLToPath(new URL('../build/aes-ige.node', import.meta.url))

/** @throws Error in words for the log when the addon is missing, broken, or of no use on this CPU */
export function loadAddon(path: string): Addon {
  const addon: unknown = createRequire(import.meta.url)(path)
  if (typeof addon !== 'object' || addon === null || !('supported' in addon))
    throw new Error(`${path} is another addon`)
  if (addon.supported !== true) throw new Error('this CPU has no AES instructions')
  if (!isAddon(addon)) throw new Error(`${path} lacks encrypt or decrypt`)
  if (!passesSelfTest(addon)) throw new Error(`${path} computes wrong results`)
  return addon
}

export function createNative(addon: Addon, reason: string): AesIge {
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
  }
}

function isAddon(addon: object): addon is Addon {
  return (
    'encrypt' in addon &&
    typeof addon.encrypt === 'function' &&
    'decrypt' in addon &&
    typeof addon.decrypt === 'function'
  )
}
