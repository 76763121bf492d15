import { expect, it } from 'vitest'
import type { Stores } from '../ports/stores.js'
import { sampleFile } from '../ports/file-store.contract.js'
import { sampleLink } from '../ports/link-store.contract.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { requireLogChannel } from './require-log-channel.js'

const clock = { now: () => 1 }
const REFUSAL = {
  code: 'bad_config',
  message: expect.stringContaining('-1001, but LOG_CHANNEL is -1002') as string,
}

function oneProcess() {
  return { ...openMemoryStores(), leases: null, clock }
}

it.each<[string, (stores: Pick<Stores, 'links' | 'files'>) => Promise<unknown>]>([
  ['a link', ({ links }) => links.add(sampleLink)],
  ['a file', ({ files }) => files.add(sampleFile)],
])('binds a database that holds %s to the log channel it is used with, and to no other', async (_, fill) => {
  const stores = oneProcess()
  await requireLogChannel(stores, -1001)
  await fill(stores)
  await requireLogChannel(stores, -1001)
  await expect(requireLogChannel(stores, -1002)).rejects.toMatchObject(REFUSAL)
})

it('lets whoever mistyped the log channel at the first start correct it', async () => {
  const stores = oneProcess()
  await requireLogChannel(stores, -1002)
  await requireLogChannel(stores, -1001)
  await stores.links.add(sampleLink)
  await expect(requireLogChannel(stores, -1002)).rejects.toMatchObject(REFUSAL)
})

it('binds a database that several instances share at the first start, since another one may be about to make a link', async () => {
  const stores = { ...openMemoryStores(), clock }
  await requireLogChannel(stores, -1001)
  await expect(requireLogChannel(stores, -1002)).rejects.toMatchObject(REFUSAL)
})
