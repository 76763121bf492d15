import { describe, expect, it } from 'vitest'
import { KEYS, toCommand, type Focus } from './shortcuts.js'

const press = (key: string, focus: Focus = 'none', modifiers = {}) =>
  toCommand({ key, ctrlKey: false, altKey: false, metaKey: false, ...modifiers }, focus)

describe('a key', () => {
  it.each([
    [' ', { does: 'play' }],
    ['k', { does: 'play' }],
    ['K', { does: 'play' }],
    ['ArrowLeft', { does: 'seek', by: -5 }],
    ['l', { does: 'seek', by: 10 }],
    ['0', { does: 'go', toFraction: 0 }],
    ['7', { does: 'go', toFraction: 0.7 }],
    ['>', { does: 'speed', by: 1 }],
    ['m', { does: 'mute' }],
    ['f', { does: 'fullscreen' }],
    ['c', { does: 'captions' }],
    ['h', { does: 'subtitle-time', by: 0.1 }],
    ['x', null],
    ['F5', null],
  ])('%j does what it does in other players', (key, command) => {
    expect(press(key)).toEqual(command)
  })

  it('is left to the browser with Ctrl, Alt or Meta, and to whatever takes text', () => {
    expect(press('f', 'none', { ctrlKey: true })).toBeNull()
    expect(press('c', 'none', { metaKey: true })).toBeNull()
    expect(press('ArrowLeft', 'none', { altKey: true })).toBeNull()
    expect(press('k', 'text')).toBeNull()
  })

  it('is left to what has the focus, where that has a use for it', () => {
    expect([press(' ', 'button'), press('ArrowLeft', 'slider'), press('Home', 'slider')]).toEqual([null, null, null])
    expect(press('ArrowLeft', 'button')).toEqual({ does: 'seek', by: -5 })
    expect(press('k', 'slider')).toEqual({ does: 'play' })
  })

  it('is explained on the page when it does something', () => {
    const explained = KEYS.map(([keys]) => keys).join(' ')
    for (const key of ['Space', 'K', 'J', 'L', 'M', 'F', 'I', '<', '>', 'C', '+', 'G', 'H', '?']) {
      expect(explained).toContain(key)
    }
  })
})
