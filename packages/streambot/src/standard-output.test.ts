import fs from 'node:fs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { StandardOutput } from './standard-output.js'

/** @param takes how many bytes of what is written are taken, or the code of the error */
function fake(takes: (bytes: Buffer) => number | string) {
  let taken = ''
  const write = vi.spyOn(fs, 'writeSync').mockImplementation((_fd, written) => {
    const bytes = Buffer.from(written)
    const answer = takes(bytes)
    if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer })
    taken += bytes.subarray(0, answer).toString('latin1')
    return answer
  })
  onTestFinished(() => void write.mockRestore())
  return {
    output: new StandardOutput(() => {}),
    taken: () => Buffer.from(taken, 'latin1').toString(),
    calls: () => write.mock.calls.length,
  }
}

it('writes lines whole where they are taken piece by piece, and waits for who is slow', () => {
  let busy = 3
  const { output, taken } = fake(() => (busy-- > 0 ? 'EAGAIN' : 3))
  output.write('a long line, with ä\n')
  expect([taken(), output.isLost]).toEqual(['a long line, with ä\n', false])
})

it('goes on when a disk is full or nobody reads any more, says so, and writes again when it can', () => {
  for (const code of ['ENOSPC', 'EPIPE', 'EIO']) {
    let room = 8
    const { output, taken } = fake((bytes) => {
      const took = Math.min(room, bytes.length)
      room -= took
      return took > 0 ? took : code
    })
    for (const line of ['one\n', 'number two\n', 'three\n']) output.write(line)
    expect([taken(), output.isLost]).toEqual(['one\nnumb', true])
    room = 1000
    output.write('four\n')
    expect([taken(), output.isLost]).toEqual(['one\nnumb\nfour\n', false])
  }
})

it('waits for nobody who stays busy, but for the first line', () => {
  const { output, calls } = fake(() => 'EAGAIN')
  output.write('one\n')
  const before = calls()
  output.write('two\n')
  expect([output.isLost, calls() - before]).toEqual([true, 1])
})
