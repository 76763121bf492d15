/** The little proof of work in the key exchange: a product of two primes of 30 bits for the client to take apart. */
import type { Randomness } from '../clock.js'

export interface PrimePair {
  /** Big-endian, without leading zeros; p < q. */
  readonly p: Buffer
  readonly q: Buffer
  readonly pq: Buffer
}

export function drawPrimePair(randomness: Randomness): PrimePair {
  const first = drawPrime(randomness)
  let second = drawPrime(randomness)
  while (second === first) second = drawPrime(randomness)
  const [p, q] = first < second ? [first, second] : [second, first]
  return { p: toBytes(BigInt(p)), q: toBytes(BigInt(q)), pq: toBytes(BigInt(p) * BigInt(q)) }
}

function drawPrime(randomness: Randomness): number {
  let candidate = ((randomness.bytes(4).readUInt32LE(0) >>> 2) | 0x2000_0001) >>> 0
  while (!isPrime(candidate)) candidate += 2
  return candidate
}

function isPrime(odd: number): boolean {
  for (let divisor = 3; divisor * divisor <= odd; divisor += 2) if (odd % divisor === 0) return false
  return true
}

function toBytes(value: bigint): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}
