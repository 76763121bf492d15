/** `npm run bench -- [scenario] [options]`. The last line is the result as one JSON object. */
import { parseArgs } from 'node:util'
import { download } from './scenarios/download.js'
import { simDownload } from './scenarios/sim-download.js'

const HELP = `Usage: npm run bench -- [scenario] [options]

  download       one whole download through the server, cost per GiB on both sides (default)
  sim-download   the simulated Telegram alone, read by one client

  --size-mib N   size of the file (default 1024)
  --workers N    worker bots (default 3)
  --preset NAME  network of the simulated Telegram: near, far or unlimited (default)
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'size-mib': { type: 'string', default: '1024' },
    workers: { type: 'string', default: '3' },
    preset: { type: 'string', default: 'unlimited' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
const [name = 'download'] = positionals
const options = { sizeMib: Number(values['size-mib']), workers: Number(values.workers), preset: values.preset }
const scenarios = new Map<string, () => Promise<object>>([
  ['download', () => download(options)],
  ['sim-download', () => simDownload(options)],
])
const scenario = scenarios.get(name)

if (values.help || !scenario || !(options.sizeMib > 0) || !(options.workers >= 0)) {
  console.log(HELP)
  process.exitCode = values.help ? 0 : 1
} else {
  console.log(JSON.stringify(await scenario()))
}
