/** What every kind of database promises behind the ports. A backend's test calls this and adds only what is its own. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { answerJournalContract } from './answer-journal.contract.js'
import { apiTokenStoreContract } from './api-token-store.contract.js'
import { appPasswordStoreContract } from './app-password-store.contract.js'
import { archiveContract } from './archive.contract.js'
import { auditLogContract } from './audit-log.contract.js'
import { banStoreContract } from './ban-store.contract.js'
import { bandwidthStoreContract } from './bandwidth-store.contract.js'
import { batchStoreContract } from './batch-store.contract.js'
import { botLeaseStoreContract } from './bot-lease-store.contract.js'
import type { BotLeaseStore } from './bot-lease-store.js'
import { broadcastStoreContract } from './broadcast-store.contract.js'
import { fileStoreContract } from './file-store.contract.js'
import { keyStoreContract } from './key-store.contract.js'
import { linkListContract } from './link-list.contract.js'
import { linkReadersContract } from './link-readers.contract.js'
import { linkStoreContract } from './link-store.contract.js'
import { linkSubtitlesContract } from './link-subtitles.contract.js'
import { settingStoreContract } from './setting-store.contract.js'
import type { Stores } from './stores.js'
import { userStoreContract } from './user-store.contract.js'
import { windowStoreContract } from './window-store.contract.js'

/**
 * @param create stores of their own for each call, empty; disposed of when the test is over
 * @param isShared several instances may use them at once
 */
export function storesContract(create: () => Promise<Stores>, isShared: boolean): void {
  keyStoreContract(async () => (await open()).keys)
  linkStoreContract(async () => (await open()).links)
  linkListContract(async () => (await open()).links)
  linkReadersContract(async () => (await open()).links)
  linkSubtitlesContract(async () => (await open()).links)
  fileStoreContract(async () => (await open()).files)
  userStoreContract(async () => (await open()).users)
  bandwidthStoreContract(async () => (await open()).bandwidth)
  windowStoreContract(async () => (await open()).windows)
  banStoreContract(async () => (await open()).bans)
  apiTokenStoreContract(async () => (await open()).tokens)
  appPasswordStoreContract(async () => (await open()).appPasswords)
  settingStoreContract(async () => (await open()).settings)
  broadcastStoreContract(async () => (await open()).broadcasts)
  batchStoreContract(async () => (await open()).batches)
  auditLogContract(async () => (await open()).audit)
  answerJournalContract(async () => (await open()).answers)
  if (isShared) botLeaseStoreContract(openLeases)
  archiveContract(open)

  describe('keeps the promises of stores', () => {
    if (!isShared) {
      it('have no leases, which nobody needs', async () => {
        expect((await open()).leases).toBeNull()
      })
    }

    it('have a name for people', async () => {
      expect((await open()).name).not.toBe('')
    })

    it('say how they are, and nothing is wrong with them', async () => {
      const { version, damage, missingIndexes, timeMs } = await (await open()).examine(new AbortController().signal)
      expect([version.length > 0, damage, missingIndexes]).toEqual([true, null, []])
      if (timeMs !== null) expect(timeMs).toBeGreaterThan(1_700_000_000_000)
    })

    it('take writes, which leaves no record behind', async () => {
      const stores = await open()
      await Promise.all([stores.check(), stores.check()])
      await stores.check()
      for await (const record of stores.archive.records()) expect.unreachable(`${record.kind} of a check`)
    })

    it('are disposed of twice without complaint', async () => {
      const stores = await open()
      await stores[Symbol.asyncDispose]()
      await stores[Symbol.asyncDispose]()
    })
  })

  async function openLeases(): Promise<BotLeaseStore> {
    const { leases } = await open()
    if (!leases) throw new Error('Stores that are shared have leases')
    return leases
  }

  async function open(): Promise<Stores> {
    const stores = await create()
    onTestFinished(() => stores[Symbol.asyncDispose]())
    return stores
  }
}
