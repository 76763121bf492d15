import { chmod, copyFile, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { constants } from 'node:fs'
import type { Command } from 'commander'
import { StreamBotError } from '../../core/errors.js'
import type { CliDeps } from '../cli-deps.js'
import { table } from '../table.js'

const MAX_BYTES = 1024 * 1024
const MAX_BACKUPS = 100

export function addMigrateEnv(cli: Command, deps: CliDeps): void {
  cli
    .command('migrate-env')
    .description("rewrite a .env of a similar bot to today's names; comments, order and values stay")
    .argument('[file]', 'the file', '.env')
    .option('--write', 'change the file, and keep it as it was beside it; else only say what would change')
    .action(async (path: string, { write }: { write?: boolean }) => {
      const before = await read(path)
      const { text, changes, unknown } = deps.rewriteEnv(before)
      if (changes.length > 0) {
        deps.print(
          table(
            ['NAME', 'BECOMES', ''],
            changes.map(({ from, to, note }) => [from, to ?? '–', note]),
          ),
        )
      }
      if (unknown.length > 0) deps.print(`Not understood, and left as it is: ${unknown.join(', ')}.`)
      if (changes.length === 0) return deps.print(`${path} has today's names already.`)
      if (!write) return deps.print(`Nothing was changed: \`streambot migrate-env ${path} --write\` does it.`)
      const backup = await backUp(path)
      await replace(path, text)
      deps.print(
        `${path} is rewritten. As it was, it is in ${backup}: take it away when the server runs, it holds your secrets.`,
      )
    })
}

async function read(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > MAX_BYTES)
      throw new StreamBotError('bad_config', `${path} is too large for such a file.`)
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof StreamBotError) throw error
    throw new StreamBotError('bad_config', `${path} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

/** Never over another one. @returns its path */
async function backUp(path: string): Promise<string> {
  for (let number = 1; number <= MAX_BACKUPS; number++) {
    const backup = number === 1 ? `${path}.before-migration` : `${path}.before-migration-${number}`
    try {
      await copyFile(path, backup, constants.COPYFILE_EXCL)
      await chmod(backup, 0o600)
      return backup
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') continue
      throw new StreamBotError(
        'bad_config',
        `${backup} cannot be written, so nothing was changed: ${reasonOf(error)}`,
        {
          cause: error,
        },
      )
    }
  }
  throw new StreamBotError('bad_config', `There are ${MAX_BACKUPS} copies of ${path} already: take some away.`)
}

/** All of it or nothing, and readable by whoever could read it before. */
async function replace(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}`
  try {
    const { mode } = await stat(path)
    await writeFile(unfinished, text, { mode: 0o600 })
    await chmod(unfinished, mode & 0o777)
    await rename(unfinished, path)
  } catch (error) {
    throw new StreamBotError('bad_config', `${path} cannot be written: ${reasonOf(error)}`, { cause: error })
  } finally {
    await rm(unfinished, { force: true })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
