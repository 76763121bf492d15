/** Between the two kinds of 64-bit numbers: `Long` in TL objects, bigint as keys and identifiers here. */
import Long from 'long'

export function toBigInt(long: Long): bigint {
  return (BigInt(long.high >>> 0) << 32n) | BigInt(long.low >>> 0)
}

export function toLong(value: bigint): Long {
  return new Long(Number(value & 0xffff_ffffn) | 0, Number((value >> 32n) & 0xffff_ffffn) | 0)
}
