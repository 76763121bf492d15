import { describe, expect, it } from 'vitest'
import { childOf, childrenOf, parseElementHead, readText, readUint } from './ebml.js'

const bytes = (hex: string) => Uint8Array.from(hex.split(' ').map((byte) => parseInt(byte, 16)))

describe('the boxes of Matroska', () => {
  it('have ids of one to four bytes and sizes of one to eight', () => {
    expect(parseElementHead(bytes('a3 85'))).toEqual({ id: 0xa3, headBytes: 2, sizeBytes: 5 })
    expect(parseElementHead(bytes('1a 45 df a3 40 20'))).toEqual({ id: 0x1a45dfa3, headBytes: 6, sizeBytes: 0x20 })
    expect(parseElementHead(bytes('42 86 01 00 00 00 00 00 01 00'))).toEqual({
      id: 0x4286,
      headBytes: 10,
      sizeBytes: 256,
    })
    expect(parseElementHead(bytes('00 a3 81'), 1)).toEqual({ id: 0xa3, headBytes: 2, sizeBytes: 1 })
  })

  it('may not know their size', () => {
    expect(parseElementHead(bytes('1f 43 b6 75 ff'))?.sizeBytes).toBe(null)
    expect(parseElementHead(bytes('1f 43 b6 75 01 ff ff ff ff ff ff ff'))?.sizeBytes).toBe(null)
    expect(parseElementHead(bytes('1f 43 b6 75 fe'))?.sizeBytes).toBe(0x7e)
  })

  it.each(['', '00', '01 02', '08 81 81 81 81 81', 'a3', 'a3 00', '1a 45', 'a3 01 80 00 00 00 00 00 00'])(
    'do not begin with %j',
    (hex) => expect(parseElementHead(hex === '' ? new Uint8Array() : bytes(hex))).toBe(null),
  )

  it('are found in another as long as they are whole in it', () => {
    const inside = bytes('a3 81 07 a1 80 a3 82 01 02 a3 85 01')
    expect([...childrenOf(inside)].map(({ id, data }) => [id, ...data])).toEqual([[0xa3, 7], [0xa1], [0xa3, 1, 2]])
    expect(childOf(inside, 0xa3)).toEqual(bytes('07'))
    expect(childOf(inside, 0xd7)).toBe(null)
  })

  it('hold numbers and texts', () => {
    expect(readUint(bytes('01 00'))).toBe(256)
    expect(readUint(new Uint8Array())).toBe(0)
    expect(readText(bytes('65 6e 67 00 00'))).toBe('eng')
  })
})
