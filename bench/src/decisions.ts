/** How long a front door takes to decide about requests, by what their links ask of a reader. */
import { Agent, get } from 'node:http'
import type { FetchedPart, FileSource, Link, PartAsk } from 'streambot'
import type { Database } from './databases.js'
import { Draw } from './draw.js'
import { MIB } from './figures.js'
import { FrontDoor } from './front-door.js'
import { MadeUpLinks, WITH_MAXIMUM, WITH_PASSWORD } from './made-up-links.js'
import type { Bench } from './scenario.js'

const RANGE_BYTES = 1024
/** Ranges begin below this; every made-up file is longer. */
const RANGES_WITHIN_BYTES = 1024 * MIB

/** `maximum`: a reader who was not counted before, so that the database counts one. */
type LinkKind = 'open' | 'password' | 'maximum'

/** Milliseconds since Node had read the head of a request. */
export interface Decision {
  readonly kind: LinkKind
  /** Until the first part was asked for. */
  readonly askedMs: number
  /** Until the visitor had the head of the answer, where the part came at once: what is done after the asking, too. */
  readonly answeredMs: number
}

export interface DecisionOptions {
  readonly links: number
  readonly requests: number
  /** Sent before, and not counted. */
  readonly warmUp: number
}

export async function timeDecisions(
  bench: Bench,
  database: Database,
  { links, requests, warmUp }: DecisionOptions,
): Promise<Decision[]> {
  const made = new MadeUpLinks(links, Date.now())
  const stores = await database.open()
  await made.fill(stores, () => bench.signal.throwIfAborted())
  const stopwatch = new Stopwatch()
  await using door = await FrontDoor.open(stores, stopwatch, bench.signal)
  door.server.prependListener('request', () => stopwatch.start())
  using visitor = new Visitor(door)
  const draw = new Draw(1)
  const decisions: Decision[] = []
  for (let i = -warmUp; i < requests; i++) {
    bench.signal.throwIfAborted()
    const number = draw.below(links)
    const answeredAtMs = await visitor.readRange(made.link(number), draw.below(RANGES_WITHIN_BYTES))
    const times = stopwatch.times(answeredAtMs)
    if (i >= 0 && times) decisions.push({ kind: kindOf(number), ...times })
  }
  return decisions
}

function kindOf(link: number): LinkKind {
  if (link % 10 === WITH_MAXIMUM) return 'maximum'
  return link % 10 === WITH_PASSWORD ? 'password' : 'open'
}

/** A source of zeros that takes the time when it is asked for the first. */
class Stopwatch implements FileSource {
  readonly #zeros = new Uint8Array(MIB)
  #startedAtMs = NaN
  #askedAtMs: number | null = null

  start(): void {
    this.#startedAtMs = performance.now()
    this.#askedAtMs = null
  }

  /** null: nothing was asked for, because the part was read before. */
  times(answeredAtMs: number): Pick<Decision, 'askedMs' | 'answeredMs'> | null {
    if (this.#askedAtMs === null) return null
    return { askedMs: this.#askedAtMs - this.#startedAtMs, answeredMs: answeredAtMs - this.#startedAtMs }
  }

  locate(): Promise<never> {
    return Promise.reject(new Error('Every link in the database knows its file'))
  }

  readPart({ part }: PartAsk): Promise<FetchedPart> {
    this.#askedAtMs ??= performance.now()
    return Promise.resolve({ bytes: this.#zeros.subarray(0, part.lengthBytes), servedBy: 'nobody', release: () => {} })
  }
}

/** Somebody with one connection, who reads a little here and there. */
class Visitor implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })

  constructor(private readonly door: FrontDoor) {}

  /** Reads to the end. @returns when the head of the answer was there. @throws Error when it is not served */
  readRange(link: Link, start: number): Promise<number> {
    const proof = this.door.proofOf(link)
    const headers = {
      range: `bytes=${start}-${start + RANGE_BYTES - 1}`,
      ...(proof !== null && { cookie: `unlocked=${proof}` }),
    }
    const url = `${this.door.url}/dl/${this.door.tokenOf(link)}`
    return new Promise((resolve, reject) => {
      const asking = get(url, { agent: this.#agent, headers }, (response) => {
        const answeredAtMs = performance.now()
        const { statusCode } = response
        if (statusCode !== 206) reject(new Error(`Link ${link.id} was answered with status ${statusCode}`))
        response
          .on('end', () => resolve(answeredAtMs))
          .on('error', reject)
          .resume()
      })
      asking.on('error', reject)
    })
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}
