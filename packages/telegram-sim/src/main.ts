#!/usr/bin/env node
/** `npm run sim`: runs a simulated Telegram until told to stop. */
import { once } from 'node:events'
import { parseCli, usage, type CliOptions } from './cli-options.js'
import { startControlServer } from './control/control-server.js'
import { orphanedByNpm } from './orphaned.js'
import { TelegramSim } from './telegram-sim.js'

const parsed = parseCli(process.argv.slice(2))
switch (parsed.kind) {
  case 'help':
    process.stdout.write(usage)
    break
  case 'wrong':
    process.stderr.write(`${parsed.problems.join('\n')}\n\n${usage}`)
    process.exitCode = 1
    break
  case 'run':
    await run(parsed.options)
    break
}

async function run({ dcs, preset, seed, controlPort, bots, credentials }: CliOptions): Promise<void> {
  const told = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT'), orphanedByNpm()])
  await using sim = await TelegramSim.start({
    dcs,
    network: preset,
    ...(seed !== null && { randomness: { seed } }),
    ...(credentials && { credentials }),
  })
  for (const token of bots) sim.world.createBot({ token })
  await using control = await startControlServer(sim, { port: controlPort })
  process.stdout.write(`${JSON.stringify({ control: control.url, dcs: sim.dcs })}\n`)
  await told
}
