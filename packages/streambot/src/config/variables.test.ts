/** The documents, the table and the loader name the same variables. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadConfig } from './config.js'
import { ENV_VARIABLES, type EnvVariable } from './variables.js'

const names = ENV_VARIABLES.map((variable) => variable.name)

function readDocument(path: string): string {
  return readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
}

describe('the table of variables', () => {
  it('lists exactly what the loader reads', () => {
    const read = new Set<string>()
    const env = new Proxy<Record<string, string>>({}, { get: (_, name) => void read.add(String(name)) })
    loadConfig(env)
    // HOST stands for either of two.
    const known = [...new Set([...names, ...ENV_VARIABLES.flatMap((variable) => variable.aliases ?? [])])]
    // A family of names is looked for among those set, so an empty environment is never asked for it.
    expect([...read].sort()).toEqual(known.filter((name) => !name.includes('…')).sort())
  })

  it('names each variable once', () => {
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('example.env', () => {
  it('has every variable, and none that does not exist', () => {
    const listed = [...readDocument('example.env').matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1])
    expect(listed.sort()).toEqual([...names].sort())
  })

  it('leaves the required ones open and comments the rest out', () => {
    const active = [...readDocument('example.env').matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map((match) => [
      match[1],
      match[2],
    ])
    expect(active).toEqual(ENV_VARIABLES.filter((variable) => variable.required).map((variable) => [variable.name, '']))
  })
})

describe('docs/configuration.md', () => {
  it('has a row for every variable, saying what the table says, and no other rows', () => {
    const rows = readDocument('docs/configuration.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .map((cell) => cell.trim())
          .filter(Boolean),
      )
    expect(rows).toEqual(ENV_VARIABLES.map(toRow))
  })
})

function toRow(variable: EnvVariable): string[] {
  const aliases = (variable.aliases ?? []).map((alias) => `\`${alias}\``).join(', ')
  return [
    `\`${variable.name}\``,
    variable.required ? 'required' : (variable.defaultText ?? ''),
    variable.description,
    aliases,
  ].filter(Boolean)
}
