import { expect, test } from 'vitest'
import { Network } from './network.js'
import { networkPresets } from './network-shape.js'

test('the most specific shape wins', () => {
  const network = new Network('near')
  network.set('far', { dcId: 4 })
  network.set('unlimited', { dcId: 4, accountId: 9 })
  expect(network.shapeFor(2, 9)).toBe(networkPresets.near)
  expect(network.shapeFor(4, 1)).toBe(networkPresets.far)
  expect(network.shapeFor(4, null)).toBe(networkPresets.far)
  expect(network.shapeFor(4, 9)).toBe(networkPresets.unlimited)
})

test('a shape of an account holds at every data centre, until it is taken away', () => {
  const network = new Network('near')
  network.set('far', { accountId: 9 })
  expect(network.shapeFor(2, 9)).toBe(networkPresets.far)
  network.clear({ accountId: 9 })
  expect(network.shapeFor(2, 9)).toBe(networkPresets.near)
})
