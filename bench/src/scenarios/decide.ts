/**
 * What the server does with a request for a range of a file before it asks Telegram for a byte: limits, token, link, ban, password, quota.
 * From the moment Node has read the head of the request to the first part that is asked for, within one process; one request after the
 * other, so that whoever sends them costs nothing in between.
 */
import type { Decision } from '../decisions.js'
import { quantile, round } from '../figures.js'
import { waitedForCoreMs } from '../process-usage.js'
import { defineScenario } from '../scenario.js'

/** FerretDB looks at every link for each that it finds. */
const STAND_IN_LINKS = 200

export const decide = defineScenario({
  name: 'decide',
  shows: 'milliseconds from a request to the first part that is asked of Telegram',
  settings: { links: 100_000, requests: 4000, warmUp: 1000 },
  quick: { links: 2000, requests: 200, warmUp: 50 },
  goals: () => [{ key: 'p99Ms', atMost: 2 }],
  async run({ links, ...options }, bench) {
    const { Databases } = await import('../databases.js')
    const { timeDecisions } = await import('../decisions.js')
    await using databases = await Databases.start()
    const waitedMs = await waitedForCoreMs(process.pid)
    const sqlite = toFigures(await timeDecisions(bench, databases.sqlite(), { ...options, links }))
    const waitedForCore = (await waitedForCoreMs(process.pid)) - waitedMs
    bench.say(`sqlite: ${JSON.stringify(sqlite)}`)
    const database = databases.mongodb()
    const mongodbLinks = databases.isStandIn ? STAND_IN_LINKS : links
    const mongodb = database && toFigures(await timeDecisions(bench, database, { ...options, links: mongodbLinks }))
    return {
      p50Ms: sqlite.all.p50Ms,
      p99Ms: sqlite.all.p99Ms,
      /** What other processes cost in all: nothing to do with the server. */
      waitedForCoreMs: round(waitedForCore),
      sqlite,
      mongodb,
      mongodbLinks: mongodb && mongodbLinks,
      mongodbIs: databases.mongodbIs,
    }
  },
})

function toFigures(decisions: readonly Decision[]) {
  const figuresOf = (kind: Decision['kind'] | null) =>
    toQuantiles(decisions.filter((decision) => kind === null || decision.kind === kind))
  return {
    all: figuresOf(null),
    open: figuresOf('open'),
    password: figuresOf('password'),
    maximum: figuresOf('maximum'),
  }
}

function toQuantiles(decisions: readonly Decision[]) {
  const asked = decisions.map(({ askedMs }) => askedMs)
  const answered = decisions.map(({ answeredMs }) => answeredMs)
  return {
    p50Ms: round(quantile(asked, 0.5)),
    p99Ms: round(quantile(asked, 0.99)),
    answeredP50Ms: round(quantile(answered, 0.5)),
    answeredP99Ms: round(quantile(answered, 0.99)),
  }
}
