import { describe, expect, it } from 'vitest'
import { NO_WORK } from '../core/client-status.js'
import { StreamBotError } from '../core/errors.js'
import { numberedLink } from '../ports/link-store.contract.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { serviceStats, type ServiceStatsDeps } from './service-stats.js'

const NOW_MS = Date.UTC(2026, 10, 15)
const memory = {
  level: 'normal' as const,
  limitBytes: 1,
  rssBytes: 2,
  heapUsedBytes: 3,
  externalBytes: 4,
  arrayBufferBytes: 5,
  budget: {} as ReturnType<ServiceStatsDeps['memory']['snapshot']>['budget'],
  owners: [],
}
const client = { ...NO_WORK, name: 'BOT_TOKEN', role: 'primary', state: 'healthy', reason: null, sinceMs: 1 } as const

function depsOn(stores: ServiceStatsDeps['stores']): ServiceStatsDeps {
  return {
    clock: { now: () => NOW_MS },
    version: '1.2.3',
    startedAtMs: NOW_MS - 5000,
    memory: { snapshot: () => memory },
    streams: { size: 3 },
    clients: { describe: () => [client] },
    quota: { serviceUsage: () => Promise.resolve({ usedBytes: 10, limitBytes: null }) },
    stores,
  }
}

describe('the state of the service', () => {
  it('is what counts anyway, and what the database says', async () => {
    const stores = openMemoryStores()
    await stores.users.seen({ id: 7, firstName: 'Ada', username: null, languageCode: null }, 1)
    await stores.links.add(numberedLink(1))
    await stores.links.add(numberedLink(2))
    expect(await serviceStats(depsOn(stores))).toEqual({
      version: '1.2.3',
      startedAtMs: NOW_MS - 5000,
      uptimeMs: 5000,
      memory,
      openStreams: 3,
      clients: [client],
      bandwidth: { usedBytes: 10, limitBytes: null, month: '2026-11', resetsAtMs: Date.UTC(2026, 11) },
      users: 1,
      links: 2,
      database: { name: stores.name, isAnswering: true },
    })
  })

  it('is told as far as it is known while the database is away', async () => {
    const away = () => Promise.reject(new StreamBotError('store_unavailable', 'away'))
    const stores = { name: 'SQLite (x)', check: away, users: { count: away }, links: { count: away } }
    expect(await serviceStats(depsOn(stores))).toMatchObject({
      openStreams: 3,
      users: null,
      links: null,
      database: { name: 'SQLite (x)', isAnswering: false },
    })
  })

  it('hides no mistake', async () => {
    const stores = openMemoryStores()
    const check = () => Promise.reject(new TypeError('oops'))
    const { name, users, links } = stores
    await expect(serviceStats(depsOn({ name, check, users, links }))).rejects.toThrow('oops')
  })
})
