import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { PlainPicture } from './plain-picture.js'

const isFfmpegMissing = spawnSync('ffmpeg', ['-version']).error !== undefined

describe('a plain picture', () => {
  it.each([
    [320, 180, 8640],
    [800, 600, 72_000],
    [1280, 960, 184_320],
    [1, 1, 0],
    [320, 180, 65_540],
    [320, 180, 65_537 + 700],
  ])('of %i × %i and %i bytes is as long as it says, and the same at any offset', (width, height, bytes) => {
    const picture = new PlainPicture(width, height, bytes, 'seed')
    const whole = picture.read(0, picture.size + 10)
    expect(whole).toHaveLength(picture.size)
    expect(picture.size).toBeGreaterThanOrEqual(bytes)
    expect([...whole.subarray(0, 2), ...whole.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9])
    expect(picture.read(7, 100)).toEqual(whole.subarray(7, 107))
  })

  it('is another of another seed', () => {
    const [one, other] = ['a', 'b'].map((seed) => Buffer.from(new PlainPicture(320, 180, 0, seed).read(0, 2000)))
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(false)
  })

  it.skipIf(isFfmpegMissing)('is what a decoder takes for one, of one shade', () => {
    const picture = new PlainPicture(33, 17, 70_000, 'seed')
    const args = ['-v', 'error', '-xerror', '-i', '-', '-f', 'rawvideo', '-pix_fmt', 'gray', '-']
    const pixels = execFileSync('ffmpeg', args, { input: picture.read(0, picture.size) })
    expect(pixels).toHaveLength(33 * 17)
    expect(new Set(pixels).size).toBe(1)
  })
})
