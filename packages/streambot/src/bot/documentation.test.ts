import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { commandsFor, commandsForGroups } from './commands/commands.js'
import { textsFor } from './texts/texts.js'

const page = readFileSync(new URL('../../../../docs/bot.md', import.meta.url), 'utf8')

it('docs/bot.md lists the commands that everybody has, in the order in which Telegram shows them', () => {
  const rows = [...page.matchAll(/^\| `\/(\w+)` \| in (private|groups) \| ./gm)]
  expect(rows.map(([, name]) => name)).toEqual(commandsFor(false, textsFor('en')).map(({ name }) => name))
  const inGroups = rows.filter(([, , where]) => where === 'groups').map(([, name]) => name)
  expect(inGroups).toEqual(commandsForGroups(textsFor('en')).map(({ name }) => name))
})
