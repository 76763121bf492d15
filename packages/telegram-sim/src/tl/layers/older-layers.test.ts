import { crc32 } from 'node:zlib'
import { expect, it } from 'vitest'
import { catalogue } from '../catalogue.js'
import { olderLayers } from './older-layers.js'

const declarations = olderLayers.flatMap(({ upTo, text }) =>
  text
    .split('\n')
    .filter((line) => line.includes('#'))
    .map((line) => ({ upTo, line })),
)

/** A constructor's id is the CRC-32 of its declaration without the id and without what takes no bytes (core.telegram.org/mtproto/TL). */
function idOf(declaration: string): string {
  const bare = declaration
    .replace(/#[0-9a-f]+ /, ' ')
    .replace(/;$/, '')
    .replace(/ \w+:flags\d*\.\d+\?true/g, '')
    .replace(/([:?])bytes /g, '$1string ')
    .replace(/[<]/g, ' ')
    .replace(/[>{}]/g, '')
  return crc32(bare).toString(16)
}

it('every declaration is one of Telegram’s own: its id is its checksum', () => {
  const wrong = declarations.filter(({ line }) => !line.includes(`#${idOf(line)} `))
  expect(wrong).toEqual([])
  expect(declarations.length).toBeGreaterThan(200)
})

it('goes from newest to oldest, which the catalogue builds upon', () => {
  const order = olderLayers.map(({ upTo }) => upTo)
  expect(order).toEqual([...order].sort((left, right) => right - left))
})

it.each([
  [158, 'message', '38116ee0'],
  [181, 'user', '215c4438'],
  [198, 'message', '96fdbbe9'],
  [199, 'message', '96fdbbe9'],
  [200, 'message', 'eabcdd4d'],
  [216, 'user', '20b1422'],
])('a client of layer %i reads %s#%s', (layer, name, wanted) => {
  expect(catalogue.layer(layer).get(name)?.id.toString(16)).toBe(wanted)
})

it('a client of today’s layer, or of one to come, reads today’s', () => {
  expect(catalogue.layer(227)).toBe(catalogue.current)
  expect(catalogue.layer(300)).toBe(catalogue.current)
})

it('a client older than all is answered as the oldest', () => {
  expect(catalogue.layer(0)).toBe(catalogue.layer(158))
})
