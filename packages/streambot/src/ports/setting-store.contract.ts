/** What every setting store promises. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { SettingStore } from './setting-store.js'

export function settingStoreContract(create: () => Promise<SettingStore>): void {
  describe('keeps the promises of a setting store', () => {
    let store: SettingStore
    beforeEach(async () => {
      store = await create()
    })

    it.each(jsonValues.map((value) => [JSON.stringify(value), value]))('keeps the value %s', async (_text, value) => {
      const setting = { name: 'access.mode', value, changedBy: Number.MAX_SAFE_INTEGER, changedAtMs: 1 }
      await store.put(setting)
      expect(await store.all()).toEqual([setting])
    })

    it('lists all by name, each as it was put last', async () => {
      expect(await store.all()).toEqual([])
      for (const name of ['links.per_day', 'access', 'links', 'access.mode']) await put(name, 1)
      await put('links', 2)
      expect((await store.all()).map(({ name, value }) => [name, value])).toEqual([
        ['access', 1],
        ['access.mode', 1],
        ['links', 2],
        ['links.per_day', 1],
      ])
    })

    it('keeps one of the values that are put at once, whole', async () => {
      const settings = [1, 2, 3, 4].map((by) => ({ name: 'a', value: { by }, changedBy: by, changedAtMs: by }))
      await Promise.all(settings.map((setting) => store.put(setting)))
      const [kept, ...others] = await store.all()
      expect(settings).toContainEqual(kept)
      expect(others).toEqual([])
    })

    it('removes a setting once', async () => {
      await put('a', 1)
      await put('b', 1)
      const answers = await Promise.all([1, 2, 3].map(() => store.remove('a')))
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect((await store.all()).map(({ name }) => name)).toEqual(['b'])
      expect(await store.remove('constructor')).toBe(false)
    })

    function put(name: string, value: unknown): Promise<void> {
      return store.put({ name, value, changedBy: 1, changedAtMs: 2 })
    }
  })
}

/** What JSON can say, and databases have been seen to mistake for something else. */
export const jsonValues: readonly unknown[] = [
  null,
  false,
  0,
  0.1,
  Number.MAX_SAFE_INTEGER,
  -1e300,
  '',
  '2026-11-01T00:00:00.000Z',
  `"👩‍👩‍👧"\n'; \0`,
  [],
  {},
  [null, [1, 'a', { b: [] }]],
  { 'a.b': 1, $set: { $gt: '' }, _id: 2, nested: { deep: [true, null] } },
]
