import { expect, test } from 'vitest'
import { detectTransport } from './detect.js'

test.each([
  ['abridged', 'ef', 1],
  ['intermediate', 'eeeeeeee', 4],
  ['padded', 'dddddddd', 4],
  ['full', '5000000000000000', 0],
])('tells %s by its first bytes', (name, hex, consumed) => {
  expect(detectTransport(Buffer.from(hex, 'hex'))).toMatchObject({ codec: { name }, consumed, obfuscation: null })
})

test('waits for enough bytes to tell', () => {
  expect(detectTransport(Buffer.alloc(0))).toBeNull()
  expect(detectTransport(Buffer.from('eeeeee', 'hex'))).toBeNull()
  expect(detectTransport(Buffer.from('GET / HTTP/1.1\r\n'))).toBeNull()
})

test('knows what is no transport', () => {
  expect(detectTransport(Buffer.from('GET / HTTP/1.1\r\n'.repeat(5)))).toBe('unknown')
})
