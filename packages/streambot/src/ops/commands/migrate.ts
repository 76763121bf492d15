import type { Command } from 'commander'
import { audit } from '../../actions/audit.js'
import { copyStores, type CopiedCounts } from '../../actions/copy-stores.js'
import { auditing, CLI } from '../auditing.js'
import type { CliDeps } from '../cli-deps.js'

export function addMigrate(cli: Command, deps: CliDeps): void {
  cli
    .command('migrate')
    .description('copy everything from one store to another')
    .requiredOption('--from <store>', 'sqlite:path/to/file.db or mongodb://host/name')
    .requiredOption('--to <store>', 'the same; has to be empty')
    .option('--into-existing', 'also where the target holds something: records of the same identity are overwritten')
    .addHelpText('after', '\nStop the servers first: what they write meanwhile may be missing in the copy.')
    .action(async ({ from, to, intoExisting }: { from: string; to: string; intoExisting?: boolean }) => {
      await using source = await deps.open(from, { mustExist: true })
      await using target = await deps.open(to)
      deps.tell(`Copying from ${source.name} to ${target.name}`)
      const onProgress = (counts: CopiedCounts) => deps.tell(describe(counts))
      const wish = { intoExisting: intoExisting ?? false }
      const counts = await copyStores({ from: source.archive, to: target.archive, onProgress }, wish)
      const details = { from: source.name, to: target.name, intoExisting: wish.intoExisting, records: counts }
      await audit(auditing(deps, target.audit), { actor: CLI, action: 'stores.migrate', target: 'everything', details })
      deps.print(`Copied ${describe(counts)}.`)
    })
}

function describe(counts: CopiedCounts): string {
  const parts = Object.entries(counts).map(([kind, count]) => `${count} × ${kind}`)
  return parts.length > 0 ? parts.join(', ') : 'nothing: the source is empty'
}
