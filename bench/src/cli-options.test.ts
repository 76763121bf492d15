import { expect, it } from 'vitest'
import { parseCli, usage } from './cli-options.js'
import { scenarios } from './scenarios.js'

const parse = (line: string) => parseCli(line.split(' ').filter(Boolean), scenarios)

function settingsOf(line: string): unknown {
  const parsed = parse(line)
  return parsed.kind === 'run' ? parsed.options.chosen.map(({ settings }) => settings) : parsed
}

it('runs a scenario with its defaults, with smaller ones, or with those given', () => {
  expect(settingsOf('--scenario ttfb')).toEqual([{ count: 50, bots: 4, rttMs: 40 }])
  expect(settingsOf('--scenario ttfb --quick')).toEqual([{ count: 8, bots: 4, rttMs: 40 }])
  expect(settingsOf('--scenario ttfb --quick --rtt-ms 10')).toEqual([{ count: 8, bots: 4, rttMs: 10 }])
  expect(settingsOf('download --preset far')).toEqual([{ sizeMib: 1024, bots: 3, preset: 'far' }])
})

it('runs all scenarios, each with what it knows of the settings given', () => {
  const parsed = parse('--scenario all --readers 5')
  if (parsed.kind !== 'run') throw new Error(parsed.kind)
  expect(parsed.options.chosen).toHaveLength(scenarios.length)
  const withReaders = parsed.options.chosen.filter(({ settings }) => settings['readers'] === 5)
  expect(withReaders.map(({ scenario }) => scenario.name)).toEqual(['viewers', 'slow', 'abort'])
})

it('hands variables to the server', () => {
  expect(parse('--scenario cpu --env A=1 --env B=x=y')).toMatchObject({ options: { env: { A: '1', B: 'x=y' } } })
})

it('explains what it does not understand', () => {
  expect(parse('--scenario nonsense')).toMatchObject({
    kind: 'wrong',
    problem: expect.stringContaining('nonsense') as string,
  })
  expect(parse('--scenario cpu --rtt-ms 5')).toEqual({ kind: 'wrong', problem: 'cpu has no --rtt-ms' })
  expect(parse('--scenario cpu --size-mib big')).toMatchObject({ kind: 'wrong' })
  expect(parse('--scenario cpu --env A')).toMatchObject({ kind: 'wrong' })
  expect(parse('--colour red')).toMatchObject({ kind: 'wrong' })
})

it('names every scenario and every setting in the help', () => {
  const help = usage(scenarios)
  for (const { name } of scenarios) expect(help).toContain(`  ${name}`)
  expect(help).toContain('--round')
})
