import { expect, it } from 'vitest'
import { pruneStores } from './prune-stores.js'

it('forgets what is old in every store, also when one of them fails', async () => {
  const asked: unknown[] = []
  const prune = (name: string) => ({
    prune: (before: unknown) => {
      asked.push([name, before])
      return name === 'windows' ? Promise.reject(new Error('away')) : Promise.resolve(2)
    },
  })
  const nowMs = Date.UTC(2026, 10, 25)
  const stores = {
    links: prune('links'),
    windows: prune('windows'),
    bandwidth: prune('bandwidth'),
    audit: prune('audit'),
  }
  const { pruned, errors } = await pruneStores({ clock: { now: () => nowMs }, stores })
  expect([pruned, errors]).toEqual([6, [new Error('away')]])
  expect(asked).toEqual([
    ['links', Date.UTC(2026, 9, 26)],
    ['windows', nowMs],
    ['bandwidth', '2025-10'],
    ['audit', Date.UTC(2025, 10, 24)],
  ])
})
