import { Option, type Command } from 'commander'
import { createApiToken, listApiTokens, revokeApiToken, type ApiTokenRefusal } from '../../actions/api-tokens.js'
import { API_SCOPES, isDashboardSession } from '../../core/api-token.js'
import { StreamBotError } from '../../core/errors.js'
import { splitList } from '../../core/split-list.js'
import type { Stores } from '../../ports/stores.js'
import { CLI, auditing } from '../auditing.js'
import type { CliDeps } from '../cli-deps.js'
import { parseEnd } from '../parse-end.js'
import { table } from '../table.js'

const EVERYTHING = 'all'

export function addToken(cli: Command, deps: CliDeps): void {
  const token = cli.command('token').description('access to the API for programs')
  addCreate(token, deps)
  token
    .command('list')
    .description('which tokens there are, without the tokens themselves')
    .addOption(new Option('--json', 'for programs'))
    .action(async ({ json }: { json?: boolean }) => {
      await using stores = await deps.openConfigured()
      const all = (await listApiTokens(stores)).filter((it) => !isDashboardSession(it))
      if (json) return deps.print(JSON.stringify(all, null, 2))
      if (all.length === 0) return deps.print('There is no token.')
      const rows = all.map(({ id, name, scopes, createdAtMs, expiresAtMs, lastUsedAtMs }) => [
        id,
        name,
        scopes.join(','),
        toDay(createdAtMs),
        endOf(expiresAtMs, deps.clock.now()),
        lastUsedAtMs === null ? 'never' : toDay(lastUsedAtMs),
      ])
      deps.print(table(['ID', 'NAME', 'SCOPES', 'MADE', 'ENDS', 'LAST USED'], rows))
    })
  token
    .command('revoke <id>')
    .description('let the program out at once, on every instance')
    .action(async (id: string) => {
      await using stores = await deps.openConfigured()
      const isRevoked = await revokeApiToken(withTokens(deps, stores), CLI, id)
      if (!isRevoked) throw new StreamBotError('bad_config', `There is no token ${id}: \`streambot token list\` tells.`)
      deps.print(`Token ${id} is revoked: its next request is refused.`)
    })
}

function addCreate(token: Command, deps: CliDeps): void {
  token
    .command('create <name>')
    .description('make one; it is shown this once')
    .option('--scopes <list>', `what it is good for, separated by commas: ${API_SCOPES.join(', ')}, or all`, 'stats')
    .option('--expires <when>', 'a time such as 90d or 12h, a day such as 2027-01-31, or never', 'never')
    .action(async (name: string, { scopes, expires }: { scopes: string; expires: string }) => {
      const expiresAtMs = parseEnd(expires, deps.clock.now())
      await using stores = await deps.openConfigured()
      const named = splitList(scopes)
      const wish = { name, scopes: named.includes(EVERYTHING) ? API_SCOPES : named, expiresAtMs }
      const made = await createApiToken(withTokens(deps, stores), CLI, wish)
      if (!made.ok) throw new StreamBotError('bad_config', sentence(made.refusal))
      const { id, scopes: granted } = made.info
      deps.tell(
        `Token ${id}, good for ${granted.join(', ')}, ${endOf(expiresAtMs, deps.clock.now(), 'for good')}. It is shown this once:`,
      )
      deps.print(made.token)
    })
}

function withTokens(deps: CliDeps, { tokens, audit }: Stores): Parameters<typeof createApiToken>[0] {
  return { ...auditing(deps, audit), tokens }
}

function sentence(refusal: ApiTokenRefusal): string {
  switch (refusal.reason) {
    case 'bad_name':
      return `A token needs a name of at most ${refusal.maxLength} characters.`
    case 'no_scope':
      return `A token needs a scope: ${refusal.scopes.join(', ')}, or all.`
    case 'unknown_scope':
      return `There is no scope ${refusal.scope}: choose from ${refusal.scopes.join(', ')}, or all.`
    case 'expires_in_the_past':
      return 'A token cannot end in the past.'
    case 'too_many_tokens':
      return `There are ${refusal.max} tokens already: revoke one that nobody needs.`
  }
}

function endOf(ms: number | null, nowMs: number, never = 'never'): string {
  if (ms === null) return never
  return ms <= nowMs ? 'is over' : `until ${toDay(ms)}`
}

function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
