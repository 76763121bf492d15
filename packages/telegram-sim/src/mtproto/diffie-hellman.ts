/** The group every Telegram client knows as safe, so that none has to test the prime (core.telegram.org/mtproto/auth_key, g = 3). */
import { createDiffieHellman, type DiffieHellman } from 'node:crypto'

export const dhGenerator = 3

export const dhPrime = Buffer.from(
  'c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543aed44cce7c37' +
    '20fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4' +
    'a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4' +
    'e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b',
  'hex',
)

const primeNumber = BigInt(`0x${dhPrime.toString('hex')}`)
const safetyMargin = 1n << BigInt(2048 - 64)

let group: DiffieHellman | null = null

// OpenSSL tests the prime when a group is made, for a quarter of a second: one group serves all, by changing its private key.
function withPrivateKey(privateKey: Buffer): DiffieHellman {
  group ??= createDiffieHellman(dhPrime, dhGenerator)
  group.setPrivateKey(privateKey)
  return group
}

/** g^privateKey mod p, 256 bytes. */
export function publicValue(privateKey: Buffer): Buffer {
  return leftPad(withPrivateKey(privateKey).generateKeys())
}

/** theirs^privateKey mod p, 256 bytes; null for a value too near 0 or p, as Telegram demands. */
export function sharedSecret(privateKey: Buffer, theirs: Buffer): Buffer | null {
  const value = BigInt(`0x${theirs.toString('hex') || '0'}`)
  if (value <= safetyMargin || value >= primeNumber - safetyMargin) return null
  return leftPad(withPrivateKey(privateKey).computeSecret(theirs))
}

function leftPad(number: Buffer): Buffer {
  return number.length === 256 ? number : Buffer.concat([Buffer.alloc(256 - number.length), number])
}
