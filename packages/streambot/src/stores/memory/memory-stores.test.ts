import { describe, expect, it } from 'vitest'
import { keyStoreContract } from '../../ports/key-store.contract.js'
import { linkStoreContract, sampleLink } from '../../ports/link-store.contract.js'
import { MemoryKeyStore } from './memory-key-store.js'
import { MemoryLinkStore } from './memory-link-store.js'

describe('MemoryLinkStore', () => {
  linkStoreContract(() => Promise.resolve(new MemoryLinkStore()))

  it('holds no more links than it may, and forgets the oldest', async () => {
    const store = new MemoryLinkStore(2)
    for (const id of ['1', '2', '3']) await store.add({ ...sampleLink, id })
    expect(await store.find('1')).toBeNull()
    expect((await store.find('3'))?.id).toBe('3')
  })
})

describe('MemoryKeyStore', () => {
  keyStoreContract(() => Promise.resolve(new MemoryKeyStore()))
})
