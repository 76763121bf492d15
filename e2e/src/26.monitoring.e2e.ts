/** The dashboard and the alerts ask for what the server tells, and what Prometheus makes of them. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { beforeAll, describe, expect, it } from 'vitest'
import { areMissing, deployPath, readDeployed, REPOSITORY } from './26.deployed.js'
import { read } from './readers.js'
import { TestServer } from './test-server.js'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly action: string }
}

interface Panel {
  readonly id: number
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[]
}

const { groups } = parse(readDeployed('monitoring/streambot-alerts.yml')) as { groups: { rules: Rule[] }[] }
const rules = groups.flatMap((group) => group.rules)
const dashboard = JSON.parse(readDeployed('monitoring/grafana-dashboard.json')) as {
  panels: Panel[]
  annotations: { list: { expr: string }[] }
}
const expressions = [
  ...rules.map((rule): [string, string] => [rule.alert, rule.expr]),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }): [string, string] => [title, expr])),
  ...dashboard.annotations.list.map(({ expr }): [string, string] => ['Starts', expr]),
]

/** Prometheus gives them to everything it asks. */
const ADDED_LABELS = ['job', 'instance', 'le']
/** Of metrics that have no sample before something happens. */
const LATER_LABELS = ['reason', 'fate']
const LATER_VALUES: Readonly<Record<string, readonly string[]>> = {
  // Of refusals, in docs/http.md.
  streambot_http_refusals_total: codesIn(readFileSync(resolve(REPOSITORY, 'docs/http.md'), 'utf8')),
  streambot_store_call_seconds_count: ['failed'],
}

describe('what is asked of the metrics', () => {
  /** Names, with the labels that each has and the values that were seen. */
  const known = new Map<string, Map<string, Set<string>>>([['up', new Map<string, Set<string>>()]])

  beforeAll(async () => {
    const server = await TestServer.open({ workers: 1 })
    try {
      const { download } = await server.linkSynthetic(1000)
      await read(download)
      await read(`${server.baseUrl}/dl/wrong`)
      const { body } = await read(`${server.baseUrl}/metrics`)
      for (const line of body.toString().split('\n')) {
        // What has no sample yet is known by its type.
        const [, declared = '', type] = /^# TYPE (\S+) (\w+)$/.exec(line) ?? []
        const names = type === 'histogram' ? ['_bucket', '_count', '_sum'].map((end) => declared + end) : [declared]
        for (const name of names) if (name !== '') known.set(name, known.get(name) ?? new Map<string, Set<string>>())
        const [, sample = '', labels = ''] = /^([a-z]\w*)(?:\{(.*)\})? \S+$/.exec(line) ?? []
        const seen = known.get(sample)
        for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
          seen?.set(label, (seen.get(label) ?? new Set()).add(value))
        }
      }
    } finally {
      await server[Symbol.asyncDispose]()
    }
  })

  it.each(expressions)('%s asks for what there is', (_title, expr) => {
    const selectors = [...expr.matchAll(/\b((?:streambot_|process_)\w+|up)\b(?:\{([^}]*)\})?/g)]
    expect(selectors.length).toBeGreaterThan(0)
    for (const [, name = '', matchers = ''] of selectors) {
      expect([...known.keys()]).toContain(name)
      const labels = known.get(name)
      for (const [, label = '', sign = '', wanted = ''] of matchers.matchAll(/(\w+)(=~|!=|!~|=)"([^"]*)"/g)) {
        if (ADDED_LABELS.includes(label)) continue
        const values = [...(labels?.get(label) ?? []), ...(LATER_VALUES[name] ?? [])]
        for (const value of wanted.split('|')) expect(values, `${name}{${label}${sign}…}`).toContain(value)
      }
    }
    for (const [, by = ''] of expr.matchAll(/by \(([^)]*)\)/g)) {
      const all = new Set([
        ...ADDED_LABELS,
        ...LATER_LABELS,
        ...[...known.values()].flatMap((labels) => [...labels.keys()]),
      ])
      for (const label of by.split(', ')) expect([...all]).toContain(label)
    }
  })
})

describe('alerts', () => {
  it.each(rules.map((rule): [string, Rule] => [rule.alert, rule]))('%s says what to do', (_name, rule) => {
    expect(['page', 'ticket']).toContain(rule.labels.severity)
    expect(rule.annotations.summary).toMatch(/^\S.{10,}[^.]$/)
    expect(rule.annotations.action).toMatch(/^[A-Z].{40,}\.$/)
  })

  it.skipIf(areMissing('promtool'))('are as Prometheus takes them, as is what it is to ask', () => {
    const check = (...args: string[]) => spawnSync('promtool', ['check', ...args], { encoding: 'utf8' })
    const found = check('rules', deployPath('monitoring/streambot-alerts.yml'))
    expect([found.status, found.stdout]).toEqual([0, expect.stringContaining(`${rules.length} rules found`)])
    const config = check('config', '--syntax-only', deployPath('monitoring/prometheus.yml'))
    expect([config.status, config.stderr]).toEqual([0, ''])
  })
})

describe('the dashboard', () => {
  it('has panels that do not overlap, each with a name of its own and a legend', () => {
    const { panels } = dashboard
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true)
    expect(panels.every(({ targets }) => targets.every(({ legendFormat }) => legendFormat !== ''))).toBe(true)
  })
})

function codesIn(document: string): string[] {
  const cells = [...document.matchAll(/^\| \d{3} \| (.*) \|$/gm)].map(([, cell = '']) => cell)
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, code = '']) => code))
}
