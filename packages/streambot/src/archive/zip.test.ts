import { describe, expect, it } from 'vitest'
import { bytesOf, contentOf, fileOf, HOSTILE_NAMES } from './archive.fixture.js'
import { zipLayout } from './zip.js'

const contents = HOSTILE_NAMES.map((_, at) => contentOf(at === 3 ? 0 : at * 777, at))
const files = HOSTILE_NAMES.map((name, at) => fileOf(name, contents[at]!.byteLength))

describe('a zip', () => {
  it('is the same whenever it is made of the same', async () => {
    const [one, other] = [await bytesOf(zipLayout(files), contents), await bytesOf(zipLayout(files), contents)]
    expect(one.equals(other)).toBe(true)
    expect(one.byteLength).toBe(zipLayout(files).sizeBytes)
  })

  it('of no file is one that has none', async () => {
    expect(await bytesOf(zipLayout([]), [])).toEqual(Buffer.concat([Buffer.from('PK\x05\x06'), Buffer.alloc(18)]))
  })

  it.each([
    [0xffff_fffe, false],
    [0xffff_ffff, true],
    [0x1_0000_0000, true],
  ])('of a file of %i bytes is a ZIP64: %s', (sizeBytes, isZip64) => {
    const [header, , descriptor] = zipLayout([fileOf('a', sizeBytes)]).pieces
    expect([header?.lengthBytes, descriptor?.lengthBytes]).toEqual(isZip64 ? [60, 24] : [40, 16])
  })

  it.each([
    ['from before there was MS-DOS', 0, '1980-01-01 00:00:00', 0],
    [
      'of its own',
      Date.UTC(2026, 10, 25, 18, 30, 42),
      '2026-11-25 18:30:42',
      Date.UTC(2026, 10, 25, 18, 30, 42) / 1000,
    ],
    ['beyond what 31 bits can say', Date.UTC(2200, 0), '2038-01-19 03:14:06', 2 ** 31 - 1],
  ])('has files with a time %s', async (_, modifiedAtMs, dosTime, seconds) => {
    const bytes = await bytesOf(zipLayout([{ ...fileOf('a', 0), modifiedAtMs }]), [contentOf(0, 0)])
    const [time, date] = [bytes.readUInt16LE(10), bytes.readUInt16LE(12)]
    const parts = [(date >> 9) + 1980, (date >> 5) & 15, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2]
    const [year, month, day, hour, minute, second] = parts.map((part) => `${part}`.padStart(2, '0'))
    expect(`${year}-${month}-${day} ${hour}:${minute}:${second}`).toBe(dosTime)
    expect(bytes.readUInt32LE(36)).toBe(seconds)
  })
})
