import { expect, it } from 'vitest'
import { safeAddress } from './safe-address.js'

it('lets web, mail, phone and Telegram addresses through', () => {
  expect(safeAddress('http://127.0.0.1:8080/dl/x')).toBe('http://127.0.0.1:8080/dl/x')
  expect(safeAddress('tg://resolve?domain=bot')).toBe('tg://resolve?domain=bot')
})

it.each(['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'blob:null/1', 'file:///etc', '/dl/x', ''])(
  'keeps %j from becoming a link',
  (text) => {
    expect(safeAddress(text)).toBeNull()
  },
)
