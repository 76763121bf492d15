/** `npm run bench -- --scenario NAME`. The last line of standard output is the result as one JSON object. */
import { type Chosen, listing, parseCli, type RunOptions, usage } from './cli-options.js'
import { leaveNothingBehind } from './leftovers.js'
import { Bench, missedGoals, type Result } from './scenario.js'
import { scenarios } from './scenarios.js'
import { table } from './table.js'

const parsed = parseCli(process.argv.slice(2), scenarios)
switch (parsed.kind) {
  case 'help':
    process.stdout.write(usage(scenarios))
    break
  case 'list':
    process.stdout.write(listing(scenarios))
    break
  case 'wrong':
    process.stderr.write(`${parsed.problem}\n\n${usage(scenarios)}`)
    process.exitCode = 1
    break
  case 'run':
    leaveNothingBehind()
    await run(parsed.options)
    break
}

async function run(options: RunOptions): Promise<void> {
  const results: Record<string, Result> = {}
  for (const chosen of options.chosen) {
    const { name } = chosen.scenario
    const startedMs = performance.now()
    results[name] = await measure(chosen, options).catch((error: unknown) => {
      process.exitCode = 1
      return { error: error instanceof Error ? error.message : String(error) }
    })
    process.stderr.write(`${name}: ${Math.round((performance.now() - startedMs) / 1000)} s\n`)
  }
  if (options.isAll) process.stderr.write(`\n${table(results)}`)
  process.stdout.write(`${JSON.stringify(options.isAll ? results : Object.values(results)[0])}\n`)
}

async function measure({ scenario, settings }: Chosen, options: RunOptions): Promise<Result> {
  const signal = AbortSignal.timeout(options.limitMinutes * 60_000)
  const say = (text: string) => process.stderr.write(`${scenario.name}: ${text}\n`)
  say(JSON.stringify(settings))
  const result = await scenario.run(settings, new Bench(signal, options, say))
  const missed = missedGoals(scenario.goals(settings), result)
  for (const goal of missed) say(`missed: ${goal}`)
  return { scenario: scenario.name, ...result, missed, settings }
}
