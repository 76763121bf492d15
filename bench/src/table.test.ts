import { expect, it } from 'vitest'
import { table } from './table.js'

it('shows plain figures, missed goals and failures, and leaves the rest to the JSON', () => {
  const text = table({
    stripe: { ratio: 3.6, oneBot: { mibPerSecond: 9 }, missed: [] },
    scale: { bots: [1, 2], MiBs: [4, 8], missed: ['ratio is 2, to be at least 7'] },
    far: { error: 'it broke' },
  })
  expect(text.split('\n').slice(2, 5)).toEqual([
    '| stripe | ratio 3.6 | reached |',
    '| scale | bots [1,2], MiBs [4,8] | missed: ratio is 2, to be at least 7 |',
    '| far |  | failed: it broke |',
  ])
})
