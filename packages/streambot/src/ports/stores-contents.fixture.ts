/** Something of everything that stores hold, as their verbs write, change and read it. */
import { UNRESTRICTED } from '../core/link.js'
import { sampleAnswer } from './answer-journal.contract.js'
import { sampleToken } from './api-token-store.contract.js'
import { sampleAppPassword } from './app-password-store.contract.js'
import { sampleEntry } from './audit-log.contract.js'
import { sampleBan } from './ban-store.contract.js'
import { sampleBatch } from './batch-store.contract.js'
import { sampleBroadcast } from './broadcast-store.contract.js'
import { sampleFile } from './file-store.contract.js'
import { sampleLink } from './link-store.contract.js'
import { sampleSubtitles } from './link-subtitles.contract.js'
import type { Stores } from './stores.js'
import { sampleProfile } from './user-store.contract.js'

export const NOW_MS = 1_700_000_000_000
export const wish = { key: 'links:7', rule: { limit: 3, windowMs: 1000 } }
export const limitedLink = { ...sampleLink, id: 'ffffffffffffffff', restrictions: { ...UNRESTRICTED, maxDownloads: 2 } }

export async function writeEverything(stores: Stores): Promise<void> {
  await stores.keys.addFirst({ id: 0, secret: Uint8Array.from({ length: 32 }, (_, at) => 255 - at), createdAtMs: 1 })
  await stores.keys.add({ id: 255, secret: new Uint8Array(32), createdAtMs: 2 })
  await stores.links.add({ ...sampleLink, file: { ...sampleLink.file, name: `"👩‍👩‍👧"\n';--\0` } })
  await stores.links.add(limitedLink)
  await stores.links.revoke(sampleLink.id, 5)
  await stores.links.consumeDownload(limitedLink.id, 'one', 6)
  await stores.links.addSubtitles(limitedLink.id, sampleSubtitles, 2)
  await stores.files.add(sampleFile)
  await stores.batches.add(sampleBatch)
  await stores.users.seen(sampleProfile, 7)
  await stores.users.update(Number.MAX_SAFE_INTEGER, { isAuthorized: true, linksPerDay: 0, chosenLanguage: 'de' }, 8)
  const bytesByUser = new Map([
    [7, 2 ** 47],
    [8, 30],
  ])
  await stores.bandwidth.add({ reporter: 'original', sequence: 1, month: '2026-11', bytesByUser })
  await stores.bandwidth.add({ reporter: 'original', sequence: 2, month: '2026-12', bytesByUser: new Map([[7, 1]]) })
  for (const atMs of [NOW_MS, NOW_MS + 1]) await stores.windows.take([wish], atMs)
  await stores.bans.put(sampleBan)
  await stores.tokens.add(sampleToken)
  await stores.tokens.used(sampleToken.id, 9)
  await stores.appPasswords.add(sampleAppPassword, 1)
  await stores.settings.put({ name: 'a.b', value: { 'c.d': [null, 0.1, '\0'] }, changedBy: 1, changedAtMs: 2 })
  await stores.broadcasts.add(sampleBroadcast)
  await stores.broadcasts.advance(sampleBroadcast.id, 0, { cursor: 50, sent: 3, unreachable: 2, failed: 1 })
  await stores.audit.write(sampleEntry)
  // No archive has it.
  await stores.answers.intend(sampleAnswer)
}

/** Changes every record of `writeEverything` that a verb can change. */
export async function changeEverything(stores: Stores): Promise<void> {
  await stores.links.update(sampleLink.id, { expiresAtMs: null, restrictions: { ...UNRESTRICTED, addresses: ['::1'] } })
  await stores.links.consumeDownload(limitedLink.id, 'two', 60)
  await stores.links.addSubtitles(limitedLink.id, { ...sampleSubtitles, id: '1'.repeat(16), language: null }, 2)
  await stores.files.learnCrc32(sampleFile.file, 2 ** 32 - 1)
  await stores.batches.revoke(sampleBatch.id, 65)
  await stores.users.seen({ ...sampleProfile, firstName: 'Augusta', username: null }, 70)
  await stores.users.update(Number.MAX_SAFE_INTEGER, { isAuthorized: false, unreachableSinceMs: 80 }, 80)
  const bytesByUser = new Map([[7, 5]])
  await stores.bandwidth.add({ reporter: 'changed', sequence: 1, month: '2026-11', bytesByUser })
  await stores.windows.take([wish], NOW_MS + 2)
  await stores.bans.put({ ...sampleBan, reason: null, untilMs: null })
  await stores.tokens.used(sampleToken.id, 90)
  await stores.appPasswords.used(sampleAppPassword.id, 90)
  await stores.settings.put({ name: 'a.b', value: null, changedBy: 2, changedAtMs: 3 })
  await stores.broadcasts.finish(sampleBroadcast.id, 'cancelled', 100, 'gone')
}

/** What the reading verbs say of `writeEverything`. */
export async function answersOf(stores: Stores): Promise<unknown> {
  return {
    keys: await stores.keys.all(),
    links: await stores.links.list({ ownerId: null, limit: 1000, after: null }),
    own: await stores.links.list({ ownerId: sampleLink.ownerId, limit: 1000, after: null }),
    file: await stores.files.find(sampleFile.file.telegramFileId),
    batch: await stores.batches.find(sampleBatch.id),
    users: await stores.users.page(0, 1000),
    named: await stores.users.findByUsername('ADA'),
    november: await stores.bandwidth.totals('2026-11', [7, 8]),
    december: await stores.bandwidth.totals('2026-12', [7, 8]),
    window: await stores.windows.peek(wish, NOW_MS + 2),
    bans: await stores.bans.page(0, 0, 1000),
    token: await stores.tokens.findByHash(sampleToken.hash),
    appPasswords: await stores.appPasswords.ofUser(sampleAppPassword.userId),
    settings: await stores.settings.all(),
    broadcast: await stores.broadcasts.find(sampleBroadcast.id),
    running: await stores.broadcasts.running(),
    audit: await stores.audit.page(Number.MAX_SAFE_INTEGER, 1000),
    counts: [await stores.links.count(), await stores.users.count()],
  }
}
