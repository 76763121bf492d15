/** What people do with links that are kept in memory, for tests of the buttons in front of it. */
import { changeOwnLink, expiryChoices } from '../actions/change-own-link.js'
import { findOwnLink } from '../actions/find-own-link.js'
import { listOwnLinks } from '../actions/list-own-links.js'
import { revokeOwnLink } from '../actions/revoke-own-link.js'
import { UNRESTRICTED, type Link, type LinkKey } from '../core/link.js'
import { numberedLink } from '../ports/link-store.contract.js'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import type { PeopleActions } from './people-actions.js'
import { sampleFile } from './test-bot.fixture.js'

const key: LinkKey = { id: 2, secret: new Uint8Array(32).fill(2), createdAtMs: 1 }
const DAY_MS = 86_400_000

/** Ada's (7) unless it says otherwise; the higher the number, the newer. It ends a day after 1970. */
export function linkOf(number: number, changes: Partial<Link> & { readonly name?: string } = {}): Link {
  const { name = `film ${number}.mp4`, ...rest } = changes
  return numberedLink(number, {
    ownerId: 7,
    file: { ...sampleFile, name },
    createdAtMs: number,
    expiresAtMs: DAY_MS,
    restrictions: UNRESTRICTED,
    downloads: 0,
    revokedAtMs: null,
    ...rest,
  })
}

type LinkActions = Pick<PeopleActions, 'listLinks' | 'findLink' | 'expiryChoices' | 'changeLink' | 'revokeLink'>

/** Time stands still at 0, as in a new `TestBot`. @param expirySeconds as configured */
export async function keepLinks(
  links: readonly Link[],
  expirySeconds: number | null = DAY_MS / 1000,
): Promise<{ people: LinkActions; find: (id: string) => Promise<Link | null> }> {
  const stores = openMemoryStores()
  for (const link of links) await stores.links.add(link)
  const deps = {
    clock: { now: () => 0 },
    randomness: { bytes: (length: number) => new Uint8Array(length) },
    linkKeys: { signing: key },
    baseUrl: 'https://example.org',
    links: stores.links,
    audit: stores.audit,
    onAuditTrouble: () => {},
    guard: { linkRevoked: () => {} },
    hashPassword: (password: string) =>
      password === '' ? Promise.reject(new RangeError('empty')) : Promise.resolve(`hash of ${password}`),
    expirySeconds: () => expirySeconds,
  }
  return {
    people: {
      listLinks: (question) => listOwnLinks(deps, question),
      findLink: (actor, linkId) => findOwnLink(deps, actor, linkId),
      expiryChoices: (isAdmin) => expiryChoices(expirySeconds, isAdmin),
      changeLink: (actor, linkId, wish) => changeOwnLink(deps, actor, linkId, wish),
      revokeLink: (actor, linkId) => revokeOwnLink(deps, actor, linkId),
    },
    find: (id) => stores.links.find(id),
  }
}
