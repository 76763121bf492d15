/**
 * WebAssembly of the MTProto library. Its memory holds input and output at once and only ever grows, so long data goes
 * through in slices; IGE chains, so the last two blocks of a slice are the iv of the next.
 */
import { readFile } from 'node:fs/promises'
import { ige256Decrypt, ige256Encrypt, getWasmUrl, initSync } from '@mtcute/wasm'
import type { AesIge, Ciphertext, SealedMessage } from './aes-ige.js'
import { checkBuffers, checkMessages, checkSealed } from './buffers.js'
import { openInTurn } from './open-in-turn.js'

const SLICE_BYTES = 256 * 1024

type WholeCipher = (data: Uint8Array, key: Uint8Array, iv: Uint8Array) => Uint8Array

export async function createWasm(reason: string): Promise<AesIge> {
  initSync(await readFile(getWasmUrl()))
  return {
    kind: 'wasm',
    reason,
    encrypt: (data, key, iv, out) => inSlices(ige256Encrypt, data, key, iv, out),
    decrypt: (data, key, iv, out) => inSlices(ige256Decrypt, data, key, iv, out),
    decryptMany,
    openMany,
    // Its memory belongs to this thread.
    openManyOffThread: (messages) => new Promise((resolve) => resolve(openMany(messages))),
  }
}

function decryptMany(messages: readonly Ciphertext[]): void {
  checkMessages(messages)
  for (const { data, key, iv } of messages) inSlices(ige256Decrypt, data, key, iv, data)
}

function openMany(messages: readonly SealedMessage[]): boolean[] {
  checkSealed(messages)
  return openInTurn(decryptMany, messages)
}

function inSlices(
  cipher: WholeCipher,
  data: Uint8Array,
  key: Uint8Array,
  iv: Uint8Array,
  out?: Uint8Array,
): Uint8Array {
  checkBuffers(data, key, iv, out)
  const result = out ?? new Uint8Array(data.length)
  let sliceIv = iv
  for (let start = 0; start < data.length; start += SLICE_BYTES) {
    const input = data.subarray(start, start + SLICE_BYTES)
    const output = cipher(input, key, sliceIv)
    sliceIv = nextIv(cipher === ige256Encrypt, input, output)
    result.set(output, start)
  }
  return result
}

/** Ciphertext first, then plaintext. Copied before the output overwrites the input in place. */
function nextIv(isEncrypting: boolean, input: Uint8Array, output: Uint8Array): Uint8Array {
  const [ciphertext, plaintext] = isEncrypting ? [output, input] : [input, output]
  const iv = new Uint8Array(32)
  iv.set(ciphertext.subarray(-16), 0)
  iv.set(plaintext.subarray(-16), 16)
  return iv
}
