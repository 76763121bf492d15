import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { createCli } from './cli.js'
import type { CliDeps } from './cli-deps.js'
import { helpPages } from './help-pages.js'

const cli = createCli({ version: '0.0.0' } as CliDeps)
const text = readFileSync(new URL('../../../../docs/command-line.md', import.meta.url), 'utf8')

describe('docs/command-line.md', () => {
  it('has what each command says of itself, and of no other', () => {
    const shown = [...text.matchAll(/^```text\n(Usage: [^]*?)^```$/gm)].map(([, page]) => page)
    expect(shown).toEqual(helpPages(cli))
  })

  it('has a section for each command', () => {
    const sections = [...text.matchAll(/^## `streambot ([\w-]+)`$/gm)].map(([, name]) => name)
    expect(sections).toEqual(cli.commands.map((command: Command) => command.name()))
  })
})
