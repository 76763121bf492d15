import type { Command } from 'commander'
import { audit } from '../../actions/audit.js'
import { rotateKeys } from '../../actions/rotate-keys.js'
import { StreamBotError } from '../../core/errors.js'
import { auditing, CLI } from '../auditing.js'
import type { CliDeps } from '../cli-deps.js'

export function addKeys(cli: Command, deps: CliDeps): void {
  const keys = cli.command('keys').description('the keys that sign links')
  keys
    .command('rotate')
    .description('sign new links with a new key; links that exist go on')
    .action(async () => {
      await using stores = await deps.openConfigured()
      const { clock, randomness } = deps
      const key = await rotateKeys({ clock, randomness, keys: stores.keys })
      await audit(auditing(deps, stores.audit), { actor: CLI, action: 'keys.rotate', target: `key:${key.id}` })
      deps.print(`Key ${key.id} signs new links from now on. Running servers notice within half a minute.`)
    })
  keys
    .command('list')
    .description('which keys there are')
    .action(async () => {
      await using stores = await deps.openConfigured()
      const all = await stores.keys.all()
      const lines = all.map(
        ({ id, createdAtMs }, i) =>
          `${id}\t${new Date(createdAtMs).toISOString()}\t${i === all.length - 1 ? 'signs' : 'verifies'}`,
      )
      deps.print(lines.length > 0 ? lines.join('\n') : 'There is no key yet: the first start makes one.')
    })
  keys
    .command('retire <id>')
    .description('end all links of a key, for good')
    .action(async (id: string) => {
      await using stores = await deps.openConfigured()
      const isRetired = /^\d{1,3}$/.test(id) && (await stores.keys.retire(Number(id)))
      if (!isRetired) {
        throw new StreamBotError('bad_config', `Key ${id} is not retired: there is no such key, or it is the only one.`)
      }
      await audit(auditing(deps, stores.audit), { actor: CLI, action: 'keys.retire', target: `key:${id}` })
      deps.print(`Key ${id} is retired. Links that it signed end when the servers notice, within half a minute.`)
    })
}
