/**
 * How many viewers never stand still, against how many the model behind `streambot capacity` promises: by the number of bots, for films of their own and
 * for films that several watch, and for two instances that share their bots or have half of them each. Bots are capped so low that the machine is not
 * what limits, so that two cases may run side by side.
 */
import { viewersOfBots } from 'streambot'
import { Databases } from '../databases.js'
import { MIB, round } from '../figures.js'
import { mostWithoutTrouble } from '../most-without-trouble.js'
import { delayed } from '../preset.js'
import { type Bench, defineScenario } from '../scenario.js'
import type { Network } from '../sim-process.js'
import { ENDLESS_BYTES } from '../steady.js'
import { type Watched, watchTogether } from '../watching.js'

const BYTES_PER_MBIT = 1_000_000 / 8
/** Of what is promised: where the search begins and ends, and how near is near enough. */
const LEAST = 0.7
const MOST = 1.3
const STEP = 0.06
/** How long a connection may take twice its rate, as at Telegram: 10 MB at 5.5 MB/s. */
const BURST_SECONDS = 1.8
const CONNECTIONS_PER_BOT = 4

interface Case {
  readonly name: string
  /** All of them, however many instances they serve. */
  readonly bots: number
  readonly viewersPerFilm: number
  /** See `StageOptions`; empty: one with all bots. */
  readonly instances: readonly (readonly number[])[]
}

export const capacity = defineScenario({
  name: 'capacity',
  shows: 'viewers who never stand still, against what the model promises',
  settings: {
    mostBots: 4,
    botMibs: 8,
    mbits: 5,
    viewersPerFilm: 4,
    rttMs: 20,
    withinSeconds: 10,
    seconds: 30,
    /** bot: all of its connections together. connection: each of four, with a burst, and FLOOD_PREMIUM_WAIT beyond it. */
    limitOf: 'bot',
  },
  quick: { mostBots: 1, withinSeconds: 2, seconds: 8 },
  goals: () => [
    { key: 'leastRatio', atLeast: 0.85 },
    { key: 'largestRatio', atMost: 1.15 },
  ],
  async run(settings, bench) {
    await using databases = await Databases.start()
    const measureAll = async (cases: readonly Case[]) => {
      const measured = []
      for (const it of cases) measured.push(await measure(bench, it, settings, databases))
      return measured
    }
    const measured = (await Promise.all([onOneInstance(settings), onTwoInstances(settings)].map(measureAll))).flat()
    const ratios = measured.map(({ ratio }) => ratio)
    return {
      leastRatio: Math.min(...ratios),
      largestRatio: Math.max(...ratios),
      cases: measured,
      mongodbIs: databases.mongodbIs,
    }
  },
})

interface Settings {
  readonly mostBots: number
  readonly botMibs: number
  readonly mbits: number
  readonly viewersPerFilm: number
  readonly rttMs: number
  readonly withinSeconds: number
  readonly seconds: number
  readonly limitOf: string
}

function onOneInstance({ mostBots, viewersPerFilm }: Settings): Case[] {
  const counts = [1, 2, 4, 8].filter((bots) => bots <= mostBots)
  const alone = counts.map((bots) => ({ name: `bots: ${bots}`, bots, viewersPerFilm: 1, instances: [] }))
  const bots = Math.min(2, mostBots)
  return [
    ...alone,
    { name: `bots: ${bots}, viewers of each film: ${viewersPerFilm}`, bots, viewersPerFilm, instances: [] },
  ]
}

function onTwoInstances({ mostBots }: Settings): Case[] {
  const half = Math.floor(mostBots / 2)
  if (half === 0) return []
  const [first, second] = [0, half].map((from) => Array.from({ length: half }, (_, i) => from + i))
  if (!first || !second) return []
  const all = [...first, ...second]
  const two = { bots: all.length, viewersPerFilm: 1 }
  return [
    { ...two, name: `bots: ${all.length}, shared by two instances`, instances: [all, all] },
    { ...two, name: `bots: ${all.length}, half of them for each of two instances`, instances: [first, second] },
  ]
}

async function measure(bench: Bench, it: Case, settings: Settings, databases: Databases) {
  const { botMibs, mbits, withinSeconds, seconds } = settings
  const viewerBytesPerSecond = mbits * BYTES_PER_MBIT
  const promised = viewersOfBots({
    bots: it.bots,
    botBytesPerSecond: botMibs * MIB,
    viewerBytesPerSecond,
    shared: 1 - 1 / it.viewersPerFilm,
    instances: Math.max(1, it.instances.length),
  })
  await using stage = await bench.stage({
    bots: it.bots,
    network: networkOf(settings),
    ...(it.instances.length > 0 && { instances: it.instances, env: sharedBy(databases) }),
  })
  const tries: Watched[] = []
  const search = {
    from: Math.floor(promised * LEAST),
    to: Math.ceil(promised * MOST),
    first: promised,
    step: Math.max(1, Math.round(promised * STEP)),
  }
  const most = await mostWithoutTrouble(search, async (viewers) => {
    // Of films that nobody read: each of their bytes has to come.
    const links = await stage.links(Math.ceil(viewers / it.viewersPerFilm), ENDLESS_BYTES)
    const audience = { viewers, viewerBytesPerSecond, viewersPerFilm: it.viewersPerFilm, withinSeconds, seconds }
    const watched = await watchTogether(stage, links, audience)
    tries.push(watched)
    bench.say(`${it.name}: ${JSON.stringify(watched)}`)
    return watched.stalled === 0
  })
  const serverLog = Object.assign({}, ...stage.servers.map(({ complaints }) => complaints)) as object
  return { case: it.name, promised, viewers: most, ratio: round(most / promised), tries, serverLog }
}

function sharedBy(databases: Databases): Readonly<Record<string, string>> {
  const database = databases.mongodb()
  if (!database) throw new Error(`Two instances need a MongoDB; there is ${databases.mongodbIs}`)
  return database.env
}

function networkOf({ botMibs, rttMs, limitOf }: Settings): Network {
  const bytesPerSecond = botMibs * MIB
  if (limitOf === 'bot') return delayed(rttMs, { accountBytesPerSecond: bytesPerSecond })
  const sustainedBytesPerSecond = Math.round(bytesPerSecond / CONNECTIONS_PER_BOT)
  const burstBytes = Math.round(sustainedBytesPerSecond * BURST_SECONDS)
  if (limitOf === 'connection') return delayed(rttMs, { allowance: { sustainedBytesPerSecond, burstBytes } })
  throw new Error(`--limit-of is bot or connection, not ${limitOf}`)
}
