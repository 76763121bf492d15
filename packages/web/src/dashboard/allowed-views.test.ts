import { expect, it } from 'vitest'
import { allowedViews } from './allowed-views.js'
import { VIEW_NAMES, type ViewName } from './route.js'

const named = Object.fromEntries(VIEW_NAMES.map((name) => [name, { scopes: [name] }]))
const views = { ...(named as Record<ViewName, { scopes: string[] }>), overview: { scopes: ['stats', 'clients'] } }

it('are those that one of their scopes opens, in the order of the menu', () => {
  expect(allowedViews(['logs', 'clients'], views)).toEqual(['overview', 'logs'])
  expect(allowedViews(['stats', 'clients'], views)).toEqual(['overview'])
  expect(allowedViews([], views)).toEqual([])
})
