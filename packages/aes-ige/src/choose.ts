/** Native where it loads and the CPU has the instructions, WebAssembly everywhere else; never a failure to start. */
import type { AesIge } from './aes-ige.js'
import { createNative, defaultAddonPath, loadAddon } from './native.js'
import { createWasm } from './wasm.js'

export async function chooseAesIge(prefer: AesIge['kind'], addonPath = defaultAddonPath): Promise<AesIge> {
  if (prefer === 'wasm') return createWasm('WebAssembly was asked for')
  try {
    return createNative(loadAddon(addonPath), 'the native addon loaded and the CPU has AES instructions')
  } catch (error) {
    return createWasm(`no native addon: ${firstLine(error)}`)
  }
}

/** Node's loader errors go on with a stack of requiring files. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n', 1)[0] ?? text
}
