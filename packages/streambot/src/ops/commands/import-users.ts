import type { Command } from 'commander'
import { audit } from '../../actions/audit.js'
import { importUsers, type ImportCounts } from '../../actions/import-users.js'
import { auditing, CLI } from '../auditing.js'
import type { CliDeps } from '../cli-deps.js'
import { userRecords } from '../user-records.js'

export function addImportUsers(cli: Command, deps: CliDeps): void {
  cli
    .command('import-users')
    .description('people whom a similar bot knew, so that broadcasts reach them')
    .requiredOption('--from <source>', 'mongodb://host/name of that bot, or a file of JSON or CSV')
    .option('--collection <name>', 'of the MongoDB', 'users')
    .addHelpText(
      'after',
      '\nRecords may be {id, user_id or _id, name, username, join_date …}. Who is known already is left as they are; it can be done again.',
    )
    .action(async ({ from, collection }: { from: string; collection: string }) => {
      const signal = deps.whenStopped()
      await using stores = await deps.openConfigured()
      const records = /^mongodb(\+srv)?:\/\//i.test(from) ? deps.readCollection(from, collection) : userRecords(from)
      let told = 0
      const onProgress = (counts: ImportCounts) => {
        if (++told % 50 === 0) deps.tell(sentence(counts))
      }
      const { clock } = deps
      const importing = { clock, users: stores.users, archive: stores.archive, onProgress }
      const counts = await importUsers(importing, records, signal)
      const details = { ...counts }
      await audit(auditing(deps, stores.audit), { actor: CLI, action: 'users.import', target: 'everybody', details })
      deps.print(sentence(counts))
    })
}

function sentence({ imported, known, nameless, noPerson }: ImportCounts): string {
  const skipped = [
    [known, 'known already'],
    [nameless, 'without a number of a person'],
    [noPerson, 'with a number that is no person’s'],
  ].flatMap(([count, why]) => (count === 0 ? [] : [`${count} ${why}`]))
  return `${imported} people are new.${skipped.length > 0 ? ` Passed over: ${skipped.join(', ')}.` : ''}`
}
