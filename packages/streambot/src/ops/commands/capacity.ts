/** Bots and instances for so many viewers, from measured figures: nothing is asked of anybody. */
import { Option, type Command } from 'commander'
import { StreamBotError } from '../../core/errors.js'
import { describePlan } from '../capacity/describe-plan.js'
import { REPORTED_BOT_BYTES_PER_SECOND } from '../capacity/measured-costs.js'
import { planCapacity, type CapacityWish } from '../capacity/plan-capacity.js'
import type { CliDeps } from '../cli-deps.js'
import { readDecimal, readNumber } from '../read-number.js'

const MIB = 1024 ** 2
const BYTES_PER_MBIT = 1_000_000 / 8
const MAX_VIEWERS = 1_000_000

interface Options {
  readonly viewers: string
  readonly mbits: string
  readonly shared: string
  readonly botMibs?: string
  readonly cores: string
  readonly memoryMib: string
  readonly networkMbits?: string
  readonly cipher: CapacityWish['cipher']
  readonly headroom: string
  readonly json?: boolean
}

export function addCapacity(cli: Command, deps: Pick<CliDeps, 'print'>): void {
  cli
    .command('capacity')
    .description('how many bots and instances so many viewers need, and what is full first')
    .requiredOption('--viewers <number>', 'who watch at the same time')
    .requiredOption('--mbits <number>', 'of each: Mbit/s of the film')
    .option('--shared <percent>', 'of what they take, how much comes from memory because others watch the same', '0')
    .option('--bot-mibs <number>', 'MiB/s that one bot brings for long, as bench-dc measures it')
    .option('--cores <number>', 'of each instance', '2')
    .option('--memory-mib <number>', 'of each instance', '1024')
    .option('--network-mbits <number>', 'of each instance, each way')
    .addOption(
      new Option('--cipher <kind>', 'native where the processor has AES, as a rule; doctor tells where not')
        .choices(['native', 'wasm'])
        .default('native'),
    )
    .option('--headroom <percent>', 'of bots, processors and lines to stay free', '30')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      '\nIt reckons with what docs/performance.md measured, on a simulated Telegram. docs/scaling.md tells how good that is, and where --shared stands in\n' +
        'the metrics. Example: streambot capacity --viewers 500 --mbits 5 --bot-mibs 12.5 --network-mbits 1000',
    )
    .action((options: Options) => {
      const wish = toWish(options)
      const plan = planCapacity(wish)
      if (!plan)
        throw new StreamBotError(
          'bad_config',
          'No number of such instances is enough: give each more with --cores, --memory-mib or --network-mbits.',
        )
      const isBotMeasured = options.botMibs !== undefined
      deps.print(options.json ? JSON.stringify(plan, null, 2) : describePlan(plan, wish, isBotMeasured))
    })
}

function toWish(options: Options): CapacityWish {
  const { botMibs, networkMbits, cipher } = options
  return {
    viewers: readNumber('--viewers', options.viewers, 1, MAX_VIEWERS),
    viewerBytesPerSecond: readDecimal('--mbits', options.mbits, 0.01, 10_000) * BYTES_PER_MBIT,
    shared: readNumber('--shared', options.shared, 0, 99) / 100,
    botBytesPerSecond:
      botMibs === undefined ? REPORTED_BOT_BYTES_PER_SECOND : readDecimal('--bot-mibs', botMibs, 0.01, 10_000) * MIB,
    cipher,
    instance: {
      cores: readDecimal('--cores', options.cores, 0.1, 1024),
      memoryBytes: readNumber('--memory-mib', options.memoryMib, 256, 4_194_304) * MIB,
      networkBytesPerSecond:
        networkMbits === undefined ? null : readNumber('--network-mbits', networkMbits, 1, 1_000_000) * BYTES_PER_MBIT,
    },
    headroom: readNumber('--headroom', options.headroom, 0, 90) / 100,
  }
}
