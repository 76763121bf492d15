/**
 * How long somebody waits for the answer to a file: from the moment it is sent to the moment the link is there, on a Telegram without delay.
 * Then the same files again, by others: they are in the log channel already, and are not copied.
 */
import type { Database } from '../databases.js'
import { quantile, round } from '../figures.js'
import { type Bench, defineScenario } from '../scenario.js'

/** Every fourth file does not say what it is. */
const UNTYPED_EVERY = 4

interface LinkSettings {
  readonly files: number
  readonly people: number
  readonly warmUp: number
}

interface LinkFigures {
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of files that were sent before. */
  readonly againP50Ms: number
  readonly againP99Ms: number
  readonly serverLog: Readonly<Record<string, number>>
}

export const link = defineScenario({
  name: 'link',
  shows: 'milliseconds from a file that is sent to its link, no delay',
  settings: { files: 500, people: 50, warmUp: 100 },
  quick: { files: 30, warmUp: 10 },
  goals: () => [
    { key: 'p50Ms', atMost: 10 },
    { key: 'p99Ms', atMost: 50 },
  ],
  async run(settings, bench) {
    const { Databases } = await import('../databases.js')
    await using databases = await Databases.start()
    const sqlite = await timeLinks(bench, 'sqlite', databases.sqlite(), settings)
    const database = databases.mongodb()
    const mongodb = database && (await timeLinks(bench, 'mongodb', database, settings))
    const measured = mongodb ? [sqlite, mongodb] : [sqlite]
    return {
      p50Ms: Math.max(...measured.map(({ p50Ms, againP50Ms }) => Math.max(p50Ms, againP50Ms))),
      p99Ms: Math.max(...measured.map(({ p99Ms, againP99Ms }) => Math.max(p99Ms, againP99Ms))),
      sqlite,
      mongodb,
      mongodbIs: databases.mongodbIs,
    }
  },
})

async function timeLinks(bench: Bench, name: string, database: Database, settings: LinkSettings): Promise<LinkFigures> {
  const { LinkStage } = await import('../link-stage.js')
  const { files: count, people, warmUp } = settings
  await using stage = await LinkStage.open(bench, database, people)
  const files = Array.from({ length: warmUp + count }, (_, i) =>
    stage.createFile(`Holidays, day ${i}.mp4`, i % UNTYPED_EVERY > 0),
  )
  const sendAll = async (firstPerson: number) => {
    const times: number[] = []
    for (const [i, file] of files.entries()) {
      const person = stage.people[(firstPerson + i) % people]
      if (person) times.push(await stage.send(person, file))
    }
    return times.slice(warmUp)
  }
  const first = await sendAll(0)
  const again = await sendAll(1)
  const figures = {
    p50Ms: round(quantile(first, 0.5)),
    p99Ms: round(quantile(first, 0.99)),
    againP50Ms: round(quantile(again, 0.5)),
    againP99Ms: round(quantile(again, 0.99)),
    serverLog: stage.server.complaints,
  }
  bench.say(`${name}: ${JSON.stringify(figures)}`)
  return figures
}
