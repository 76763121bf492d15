import { describe, expect, it } from 'vitest'
import type { Setting } from '../api/shapes.js'
import { choicesOf, groupsOf, hintOf } from './setting-words.js'

describe('what a setting takes', () => {
  it.each([
    [{ kind: 'flag' }, 'on or off', ['on', 'off']],
    [{ kind: 'choice', choices: ['finish', 'cut'] }, 'finish, cut', ['finish', 'cut']],
    [{ kind: 'count', min: 0, max: 100_000 }, 'from 0 to 100,000; 0 is no limit', []],
    [{ kind: 'count', min: 1, max: 200 }, 'from 1 to 200', []],
    [{ kind: 'bytes', unit: 'GB', max: 1e15 }, 'a number alone is GB', []],
    [{ kind: 'seconds', max: 5 }, 'such as 12h or 7d', []],
    [{ kind: 'list', of: 'channels', max: 10, empty: 'none' }, 'channels such as @name', []],
    [{ kind: 'of tomorrow' }, 'As in the configuration', []],
  ])('%o is said', (takes, words, choices) => {
    expect(hintOf(takes)).toContain(words)
    expect(choicesOf(takes)).toEqual(choices)
  })
})

describe('groups', () => {
  const setting = (name: string): Setting => ({
    name,
    value: '',
    defaultValue: '',
    takes: { kind: 'flag' },
    changed: null,
  })

  it('have each setting once, also one that this page does not know', () => {
    const names = ['RATE_LIMITING', 'USER_BANDWIDTH_LIMIT_GB', 'ACCESS_MODE', 'LINK_EXPIRY_SECONDS', 'OF_TOMORROW']
    const groups = groupsOf(names.map(setting))
    expect(groups.map(([name]) => name)).toEqual(['Limits', 'Traffic', 'Files and links', 'Access', 'Others'])
    expect(groups.flatMap(([, inIt]) => inIt).length).toBe(names.length)
  })
})
