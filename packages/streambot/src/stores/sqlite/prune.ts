/** Deletes a bounded number of rows at a time and lets streams go on in between: a month's worth at once would hold them up. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Statement } from 'better-sqlite3'
import type { SqliteConnection } from './sqlite-connection.js'

/** For the LIMIT of the statements. */
export const MAX_PRUNED_AT_ONCE = 200

/** @returns how many in all */
export async function prune<Parameters extends unknown[]>(
  connection: SqliteConnection,
  statement: Statement<Parameters>,
  ...parameters: Parameters
): Promise<number> {
  let pruned = 0
  for (;;) {
    const { changes } = await connection.run(() => statement.run(...parameters))
    pruned += changes
    if (changes < MAX_PRUNED_AT_ONCE) return pruned
    await nextTurn()
  }
}
