import { openMemoryStores } from 'streambot'
import { expect, it } from 'vitest'
import { MadeUpLinks, WITH_MAXIMUM, WITH_PASSWORD } from './made-up-links.js'

const NOW_MS = Date.UTC(2026, 10, 25)

it('fills a store with links, and with the people who made them', async () => {
  await using stores = openMemoryStores()
  const made = new MadeUpLinks(1500, NOW_MS)
  await made.fill(stores, () => {})
  expect(await stores.links.count()).toBe(1500)
  expect(await stores.users.count()).toBe(made.people)
  const [first, last] = [made.link(0), made.link(1499)]
  expect(await stores.links.find(first.id)).toEqual(first)
  expect(await stores.links.find(last.id)).toEqual(last)
  expect(await stores.users.find(last.ownerId)).not.toBeNull()
  expect(await stores.links.find(made.link(1500).id)).toBeNull()
})

it('knows whom each link is for', async () => {
  await using stores = openMemoryStores()
  const made = new MadeUpLinks(100, NOW_MS)
  await made.fill(stores, () => {})
  const counted = made.link(50 + WITH_MAXIMUM)
  expect(await stores.links.consumeDownload(counted.id, made.reader, NOW_MS)).toBe('known')
  expect(await stores.links.consumeDownload(counted.id, 'somebody else', NOW_MS)).toBe('counted')
  expect(made.link(50 + WITH_PASSWORD).restrictions.passwordHash).not.toBeNull()
})
