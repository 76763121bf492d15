import type { Command } from 'commander'
import { linkUrls } from '../../actions/link-url.js'
import { revokeLink } from '../../actions/revoke-link.js'
import { searchLinks } from '../../actions/search-links.js'
import { SearchTurns } from '../../actions/search-turns.js'
import { StreamBotError } from '../../core/errors.js'
import { isOver } from '../../core/is-over.js'
import { linksInText } from '../../core/links-in-text.js'
import { verifyLinkToken } from '../../core/link-token.js'
import type { Link, LinkKey } from '../../core/link.js'
import type { Stores } from '../../ports/stores.js'
import { auditing, CLI } from '../auditing.js'
import type { CliDeps } from '../cli-deps.js'
import { refusalSentence } from '../link-refusal.js'
import { parseEnd } from '../parse-end.js'
import { readNumber } from '../read-number.js'
import { table } from '../table.js'

const MAX_LISTED = 1000
/** Telegram's ids. */
const MAX_USER_ID = 2 ** 52

export function addLink(cli: Command, deps: CliDeps): void {
  const link = cli.command('link').description('links to files')
  addCreate(link, deps)
  addList(link, deps)
  link
    .command('show <link>')
    .description('all about one, by its address, its token or its id')
    .option('--json', 'for programs')
    .action(async (name: string, { json }: { json?: boolean }) => {
      await using stores = await deps.openConfigured()
      const keys = await stores.keys.all()
      const [id] = idsOf(keys, name)
      const found = id === undefined ? null : await stores.links.find(id)
      if (!found) throw unknown(name)
      const shown = describe(deps, keys, found)
      deps.print(json ? JSON.stringify(shown, null, 2) : inLines(shown))
    })
  link
    .command('revoke <links...>')
    .description('end them for good, by address, token or id; who reads is cut off within seconds')
    .action(async (names: string[]) => {
      await using stores = await deps.openConfigured()
      const keys = await stores.keys.all()
      // All or none: nobody should have to find out which of them were understood.
      const ids = names.map((name) => {
        const [id] = idsOf(keys, name)
        if (id === undefined) throw unknown(name)
        return id
      })
      const guard = { linkRevoked: () => {} }
      const revoking = { ...auditing(deps, stores.audit), links: stores.links, guard }
      let revoked = 0
      for (const id of new Set(ids)) {
        const isRevoked = await revokeLink(revoking, CLI, id)
        if (isRevoked) revoked++
        deps.print(isRevoked ? `Link ${id} is revoked.` : `There is no link ${id}, or it was revoked before.`)
      }
      if (revoked === 0) deps.fail()
    })
}

interface CreateOptions {
  readonly owner?: string
  readonly expires?: string
  readonly maxDownloads?: string
  readonly json?: boolean
}

function addCreate(link: Command, deps: CliDeps): void {
  link
    .command('create <post>')
    .description('make one of a post that the bot can see, or of a message of the log channel')
    .option('--owner <id>', 'Telegram user id of whom it belongs to; the first of ADMINS unless told')
    .option(
      '--expires <when>',
      'a time such as 90d, a day such as 2027-01-31, or never; LINK_EXPIRY_SECONDS unless told',
    )
    .option('--max-downloads <number>', 'as many readers, and no more')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\n<post> is https://t.me/name/5, https://t.me/c/1234567890/5, or the number of a message of the log channel. The bot logs in beside a\n' +
        'running server, with a session of its own that is logged out at the end; the server is not disturbed.',
    )
    .action(async (post: string, { owner, expires, maxDownloads, json }: CreateOptions) => {
      const wish = {
        source: /^\d{1,10}$/.test(post) ? { logMessageId: Number(post) } : { post },
        ownerId: owner === undefined ? null : readNumber('--owner', owner, 1, MAX_USER_ID),
        ...(expires === undefined ? {} : { expiresAtMs: parseEnd(expires, deps.clock.now()) }),
        ...(maxDownloads === undefined
          ? {}
          : { maxDownloads: readNumber('--max-downloads', maxDownloads, 1, Number.MAX_SAFE_INTEGER) }),
      }
      const signal = deps.whenStopped()
      await using visit = await deps.visit({ withWorkers: false }, signal)
      const made = await visit.makeLink(CLI, wish, signal)
      if (!made.ok) throw new StreamBotError('bad_config', refusalSentence(made.refusal))
      const { link: record, downloadUrl, streamUrl, watchUrl } = made
      deps.tell(`Link ${record.id} to ${record.file.name}, ${endOf(record.expiresAtMs)}:`)
      deps.print(json ? JSON.stringify({ id: record.id, downloadUrl, streamUrl, watchUrl }, null, 2) : downloadUrl)
    })
}

interface ListOptions {
  readonly owner?: string
  readonly search?: string
  readonly limit: string
  readonly json?: boolean
}

function addList(link: Command, deps: CliDeps): void {
  link
    .command('list')
    .description('the newest first; expired and revoked ones too, until they are forgotten')
    .option('--owner <id>', 'of one person, by Telegram user id')
    .option('--search <text>', 'by a part of the name of the file; 50,000 names are looked through')
    .option('--limit <number>', `at most so many, up to ${MAX_LISTED}`, '20')
    .option('--json', 'for programs')
    .action(async ({ owner, search, limit, json }: ListOptions) => {
      const ownerId = owner === undefined ? null : readNumber('--owner', owner, 1, MAX_USER_ID)
      const wanted = { ownerId, after: null, limit: readNumber('--limit', limit, 1, MAX_LISTED) }
      await using stores = await deps.openConfigured()
      const keys = await stores.keys.all()
      const { links } = search?.trim()
        ? await searchLinks(searching(stores, keys), { ...wanted, text: search }, deps.whenStopped())
        : await stores.links.list(wanted)
      const shown = links.map((it) => describe(deps, keys, it))
      if (json) return deps.print(JSON.stringify(shown, null, 2))
      if (shown.length === 0) return deps.print('There is no such link.')
      const rows = shown.map((it) => [it.id, it.state, it.createdAt.slice(0, 10), String(it.sizeBytes), it.fileName])
      deps.print(table(['ID', 'STATE', 'MADE', 'BYTES', 'FILE'], rows))
    })
}

function searching(stores: Stores, keys: readonly LinkKey[]): Parameters<typeof searchLinks>[0] {
  return {
    links: stores.links,
    turns: new SearchTurns(),
    linkKeys: { verify: (token) => Promise.resolve(verifyLinkToken(keys, token)) },
  }
}

/** Each once; those that nobody of us made are left out. */
function idsOf(keys: readonly LinkKey[], text: string): string[] {
  const { tokens, ids } = linksInText(text)
  return [...new Set([...tokens.flatMap((token) => verifyLinkToken(keys, token)?.linkId ?? []), ...ids])]
}

interface ShownLink {
  readonly id: string
  readonly state: 'serves' | 'revoked' | 'expired'
  readonly fileName: string
  readonly sizeBytes: number
  readonly mimeType: string
  readonly ownerId: number
  readonly logMessageId: number
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly downloads: number
  readonly maxDownloads: number | null
  readonly hasPassword: boolean
  readonly addresses: readonly string[]
  /** null: no key is there to sign it with. */
  readonly downloadUrl: string | null
}

function describe({ clock, linksBeginWith }: CliDeps, keys: readonly LinkKey[], link: Link): ShownLink {
  const { id, file, ownerId, logMessageId, createdAtMs, expiresAtMs, revokedAtMs, downloads, restrictions } = link
  const signing = keys.at(-1)
  return {
    id,
    state: revokedAtMs !== null ? 'revoked' : isOver(expiresAtMs, clock.now()) ? 'expired' : 'serves',
    fileName: file.name,
    sizeBytes: file.sizeBytes,
    mimeType: file.mimeType,
    ownerId,
    logMessageId,
    createdAt: new Date(createdAtMs).toISOString(),
    expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
    downloads,
    maxDownloads: restrictions.maxDownloads,
    hasPassword: restrictions.passwordHash !== null,
    addresses: restrictions.addresses,
    downloadUrl: signing ? linkUrls({ linkKeys: { signing }, baseUrl: linksBeginWith() }, link).downloadUrl : null,
  }
}

function inLines(shown: ShownLink): string {
  const rows = Object.entries(shown).map(([name, value]) => [name, value === null ? '–' : [value].flat().join(', ')])
  return rows.map(([name = '', value]) => `${name.padEnd(14)}${value}`).join('\n')
}

function endOf(expiresAtMs: number | null): string {
  return expiresAtMs === null ? 'for good' : `until ${new Date(expiresAtMs).toISOString()}`
}

function unknown(name: string): StreamBotError {
  return new StreamBotError('bad_config', `There is no link ${name}: give its address, its token or its id.`)
}
