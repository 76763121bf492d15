/**
 * Passwords of links, kept as scrypt hashes: `scrypt$N$r$p$salt$hash`, so that what new ones cost can change while old ones go on.
 * One computation takes about a tenth of a second of a core and 32 MiB; who lets strangers start them bounds how many (link-password-gate.ts).
 */
import { scrypt, timingSafeEqual } from 'node:crypto'

interface ScryptCost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** As OWASP's password storage cheat sheet has it, at the memory that a small server can spare. */
const COST: ScryptCost = { N: 2 ** 15, r: 8, p: 1 }
/** Scrypt needs 128 · N · r bytes and a little more (RFC 7914 §2). A hash that asks for more was not made here. */
const MAX_MEMORY_BYTES = 64 * 1024 * 1024
const SALT_BYTES = 16
const HASH_BYTES = 32
const MAX_PASSWORD_BYTES = 256
/** All 32 bytes: a hash of none would be equal to any other of none. */
const HASH_PATTERN = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]{43})$/

/** One spelling of what looks the same on different keyboards (NFKC, RFC 8265 §4.2). null: empty, or longer than 256 bytes. */
export function toPasswordBytes(password: string): Uint8Array | null {
  const bytes = Buffer.from(password.normalize('NFKC'))
  return bytes.length === 0 || bytes.length > MAX_PASSWORD_BYTES ? null : bytes
}

/** @throws RangeError for what `toPasswordBytes` does not take */
export async function hashPassword(
  password: string,
  randomness: { bytes(length: number): Uint8Array },
): Promise<string> {
  const bytes = toPasswordBytes(password)
  if (!bytes) throw new RangeError(`A password has 1 to ${MAX_PASSWORD_BYTES} bytes`)
  const salt = randomness.bytes(SALT_BYTES)
  const hash = await derive(bytes, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, toText(salt), toText(hash)].join('$')
}

/** @throws Error when `passwordHash` is none */
export async function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  const match = HASH_PATTERN.exec(passwordHash)
  if (!match) throw new Error('A stored password hash cannot be read')
  const [, N, r, p, salt, hash] = match as unknown as [string, string, string, string, string, string]
  const bytes = toPasswordBytes(password)
  if (!bytes) return false
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const derived = await derive(bytes, Buffer.from(salt, 'base64url'), cost)
  return timingSafeEqual(derived, Buffer.from(hash, 'base64url'))
}

function derive(password: Uint8Array, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, { ...cost, maxmem: MAX_MEMORY_BYTES }, (error, derived) => {
      if (error) reject(error)
      else resolve(derived)
    })
  })
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
