/** Links that do not serve everybody, over an outage: as they were seen last, or not at all. */
import { createLinkToken, type Link, type Stores } from 'streambot'
import { expect } from 'vitest'
import { AWAY, BACK, expectCleanStop, type Outage } from './13.outage.js'
import { linksIn, type SentFile, type Stage } from './13.stage.js'
import { read } from './13.read.js'

const SIZE_BYTES = 100 * 1024
const HERE = '127.0.0.1'
const ELSEWHERE = '203.0.113.0/24'

export async function restrictionsHold(stage: Stage, { begin, end }: Outage): Promise<void> {
  await stage.start()
  const database = await stage.database()
  const person = stage.newPerson()
  const open = await stage.link(person, SIZE_BYTES)
  const elsewhere = await stage.link(person, SIZE_BYTES)
  const limited = await stage.link(person, SIZE_BYTES)
  await restrict(database, elsewhere, { addresses: [ELSEWHERE] })
  await restrict(database, limited, { maxDownloads: 1 })
  const unseen = await linkForHere(database, open)

  expect(await verdict(stage, limited, 'one')).toBe('exact')
  const ofSeen = async () => [
    await verdict(stage, open, 'one'),
    await verdict(stage, elsewhere, 'one'),
    await verdict(stage, limited, 'one'),
    await verdict(stage, limited, 'two'),
  ]
  const asEver = ['exact', '403 address_not_allowed', 'exact', '410 link_exhausted']
  expect(await ofSeen()).toEqual(asEver)
  await begin()
  expect(await verdict(stage, open, 'two')).toBe('exact')
  await stage.server.logs(AWAY)
  expect(await ofSeen()).toEqual(['exact', '403 address_not_allowed', 'exact', '503 store_unavailable'])
  expect(await verdict(stage, unseen, 'one')).toBe('503 store_unavailable')
  await end()
  await stage.server.logs(BACK)
  expect(await ofSeen()).toEqual(asEver)
  expect(await verdict(stage, unseen, 'one')).toBe('exact')
  await expectCleanStop(stage)
}

async function verdict(stage: Stage, file: SentFile, reader: string): Promise<string> {
  const { isExact, status, code } = await read(stage, file, { reader })
  return isExact ? 'exact' : `${status} ${code}`
}

/** As another instance does it. */
async function restrict(
  database: Stores,
  file: SentFile,
  restrictions: { readonly addresses?: readonly string[]; readonly maxDownloads?: number },
): Promise<void> {
  const link = await recordOf(database, file)
  await database.links.update(link.id, { restrictions: { ...link.restrictions, ...restrictions } })
}

/** One more link to the file, which was made for readers on this machine only. */
async function linkForHere(database: Stores, file: SentFile): Promise<SentFile> {
  const link = await recordOf(database, file)
  const linkId = 'fedcba9876543210'
  await database.links.add({ ...link, id: linkId, restrictions: { ...link.restrictions, addresses: [HERE] } })
  const [key] = await database.keys.all()
  if (!key) throw new Error('There is no key')
  const { logMessageId, expiresAtMs } = link
  const claims = { linkId, logMessageId, expiresAtMs, sizeBytes: link.file.sizeBytes, isRestricted: true }
  return { ...file, path: `/dl/${createLinkToken(key, claims)}` }
}

async function recordOf(database: Stores, { name }: SentFile): Promise<Link> {
  const link = (await linksIn(database)).get(name)
  if (!link) throw new Error(`There is no link to ${name}`)
  return link
}
