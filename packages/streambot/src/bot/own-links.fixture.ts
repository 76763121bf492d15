/** What people do with links that are kept in memory, for tests of the buttons in front of it. */
import { changeOwnLink, expiryChoices } from '../actions/change-own-link.js'
import { findOwnLink } from '../actions/find-own-link.js'
import { listOwnLinks } from '../actions/list-own-links.js'
import { revokeOwnLink } from '../actions/revoke-own-link.js'
import type { Link, LinkKey } from '../core/link.js'
import type { LinkStore } from '../ports/link-store.js'
import type { PeopleActions } from './people-actions.js'
import { linkTo, sampleFile } from './test-bot.fixture.js'

const key: LinkKey = { id: 2, secret: new Uint8Array(32).fill(2), createdAtMs: 1 }
const DAY_MS = 86_400_000

/** Ada's (7) unless it says otherwise; the higher the number, the newer. It ends a day after 1970. */
export function linkOf(number: number, changes: Partial<Link> & { readonly name?: string } = {}): Link {
  const { name = `film ${number}.mp4`, ...rest } = changes
  const { link } = linkTo({ ...sampleFile, name })
  const id = number.toString(16).padStart(16, '0')
  return { ...link, id, createdAtMs: number, expiresAtMs: DAY_MS, ...rest }
}

type LinkActions = Pick<PeopleActions, 'listLinks' | 'findLink' | 'expiryChoices' | 'changeLink' | 'revokeLink'>

/** Time stands still at 0, as in a new `TestBot`. @param expirySeconds as configured */
export function keepLinks(
  links: readonly Link[],
  expirySeconds: number | null = DAY_MS / 1000,
): { people: LinkActions; find: (id: string) => Link | null } {
  const kept = new Map(links.map((link) => [link.id, link]))
  const deps = {
    clock: { now: () => 0 },
    randomness: { bytes: (length: number) => new Uint8Array(length) },
    linkKeys: { signing: key },
    baseUrl: 'https://example.org',
    links: storeOf(kept),
    audit: { write: () => Promise.resolve() },
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
    find: (id) => kept.get(id) ?? null,
  }
}

function storeOf(kept: Map<string, Link>): Pick<LinkStore, 'find' | 'list' | 'update' | 'revoke'> {
  const change = (id: string, changes: Partial<Link>) => {
    const link = kept.get(id)
    if (link) kept.set(id, { ...link, ...changes })
    return kept.get(id) ?? null
  }
  return {
    find: (id) => Promise.resolve(kept.get(id) ?? null),
    list: ({ ownerId, limit, after }) => {
      const older = [...kept.values()].filter(
        (link) => link.ownerId === ownerId && link.createdAtMs < (after?.createdAtMs ?? Infinity),
      )
      const links = older.sort((one, other) => other.createdAtMs - one.createdAtMs).slice(0, limit)
      const last = links.at(-1)
      const next = last && links.length < older.length ? { createdAtMs: last.createdAtMs, id: last.id } : null
      return Promise.resolve({ links, next })
    },
    update: (id, changes) => Promise.resolve(change(id, changes)),
    revoke: (id, atMs) => {
      const isNew = kept.get(id)?.revokedAtMs === null
      if (isNew) change(id, { revokedAtMs: atMs })
      return Promise.resolve(isNew)
    },
  }
}
