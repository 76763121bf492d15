import { expect, it } from 'vitest'
import { ResponseHead } from './response-head.js'

const TEXT = 'HTTP/1.1 206 Partial Content\r\nX: y\r\nContent-Length: 1000\r\n\r\n'

it('tells status, length and where the body begins, wherever the head was torn', () => {
  const whole = Buffer.from(`${TEXT}body`)
  for (let tear = 1; tear < whole.length; tear++) {
    const head = new ResponseHead()
    let bodyBytes = 0
    for (const piece of [whole.subarray(0, tear), whole.subarray(tear)])
      bodyBytes += head.isComplete ? piece.length : head.take(piece)
    expect([head.status, head.lengthBytes, bodyBytes]).toEqual([206, 1000, 4])
  }
})

it('refuses what is no HTTP and what does not end', () => {
  expect(() => new ResponseHead().take(Buffer.from('SSH-2.0\r\n\r\n'))).toThrow('no HTTP')
  expect(() => new ResponseHead().take(Buffer.alloc(65_537))).toThrow('does not end')
})
