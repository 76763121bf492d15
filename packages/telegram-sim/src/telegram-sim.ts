/**
 * A whole simulated Telegram in this process: data centres listening on loopback, one world of accounts, chats and files
 * behind them, faults to script and counters to read. Clients connect to `dcs` with the RSA keys given there.
 */
import { type Clock, type Randomness, seededRandomness, systemClock, systemRandomness } from './clock.js'
import { Counters } from './counters.js'
import { DataCentre, type DataCentreInfo } from './data-centre.js'
import { Dispatcher } from './dispatcher.js'
import { Faults } from './faults/faults.js'
import { loopbackHost } from './loopback-host.js'
import type { NetworkPreset, NetworkShape } from './network/network-shape.js'
import { Network } from './network/network.js'
import type { ConnectionView } from './mtproto/wire-server.js'
import { RecentCalls } from './recent-calls.js'
import { registerServices } from './services/register-services.js'
import { World, type WorldOptions } from './world/world.js'

export interface TelegramSimOptions {
  /** How many data centres, with ids from 1. Default 2. */
  dcs?: number
  /** Where new accounts live. Default 2, or 1 if it is the only one. */
  homeDcId?: number
  /** The address a data centre listens on; by default each has its own where the system allows it. */
  host?: (dcId: number) => string
  network?: NetworkShape | NetworkPreset
  clock?: Clock
  /** The same seed draws the same ids, hashes and references. RSA keys are always new. */
  randomness?: Randomness | { seed: string }
  /** The only accepted pair; any is accepted when absent. */
  credentials?: { apiId: number; apiHash: string }
  /** Told of bugs: handlers that threw something Telegram would not answer. On stderr by default. */
  onError?: (error: unknown) => void
  /** Further properties of the world: lifetimes, limits, folders. */
  world?: Omit<WorldOptions, 'clock' | 'randomness' | 'homeDcId' | 'credentials'>
}

const MOST_DCS = 200

export class TelegramSim implements AsyncDisposable {
  readonly faults: Faults
  readonly #counters = new Counters()
  readonly #recentCalls = new RecentCalls()
  readonly #dispatcher = new Dispatcher()
  readonly #dataCentres = new Map<number, DataCentre>()
  #disposing: Promise<void> | null = null

  private constructor(
    readonly world: World,
    /** The shape of connections; may be changed while running. */
    readonly network: Network,
    readonly clock: Clock,
  ) {
    this.faults = new Faults({
      dcDown: async (dcId) => this.#dataCentre(dcId).stopListening(),
      dcUp: async (dcId) => this.#dataCentre(dcId).resume(),
      dropConnections: (accountId) => this.#dataCentres.forEach((dc) => dc.dropConnections(accountId)),
      forgetAuthKeys: (accountId) => this.#dataCentres.forEach((dc) => dc.forgetAuthKeys(accountId)),
    })
  }

  static async start(options: TelegramSimOptions = {}): Promise<TelegramSim> {
    const { dcs = 2, host = loopbackHost, clock = systemClock } = options
    const { homeDcId = Math.min(2, dcs), credentials } = options
    if (!Number.isInteger(dcs) || dcs < 1 || dcs > MOST_DCS) throw new Error(`dcs must be 1 to ${MOST_DCS}, not ${dcs}`)
    if (!Number.isInteger(homeDcId) || homeDcId < 1 || homeDcId > dcs) {
      throw new Error(`homeDcId must be one of the ${dcs} data centres, not ${homeDcId}`)
    }
    const randomness = toRandomness(options.randomness)
    const world = new World({ ...options.world, clock, randomness, homeDcId, ...(credentials && { credentials }) })
    const sim = new TelegramSim(world, new Network(options.network), clock)
    try {
      await sim.#listen(dcs, { host, randomness, onError: options.onError })
    } catch (error) {
      await sim[Symbol.asyncDispose]()
      throw error
    }
    return sim
  }

  /** Addresses and keys, by ascending id. */
  get dcs(): readonly DataCentreInfo[] {
    return [...this.#dataCentres.values()].map(({ info }) => info).sort((a, b) => a.id - b.id)
  }

  /** TL methods that are answered, sorted. */
  get methods(): readonly string[] {
    return this.#dispatcher.methods
  }

  get counters(): Pick<Counters, 'read' | 'reset'> {
    return this.#counters
  }

  /** The calls that ended last, with times. */
  get recentCalls(): Pick<RecentCalls, 'read' | 'reset'> {
    return this.#recentCalls
  }

  /** The open connections of all data centres, as they are now. */
  connections(): ConnectionView[] {
    return [...this.#dataCentres.values()].flatMap((dc) => dc.connections())
  }

  /** Closes every connection and listening socket, then the world's files. May be called twice. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#disposing ??= this.#dispose()
    return this.#disposing
  }

  async #dispose(): Promise<void> {
    await Promise.all([...this.#dataCentres.values()].map((dc) => dc[Symbol.asyncDispose]()))
    await this.world[Symbol.asyncDispose]()
  }

  async #listen(
    count: number,
    {
      host,
      randomness,
      onError,
    }: { host: (dcId: number) => string; randomness: Randomness; onError: TelegramSimOptions['onError'] },
  ): Promise<void> {
    const { sessions } = registerServices(this.#dispatcher, this.world, { dcs: () => this.dcs })
    const start = async (id: number): Promise<void> => {
      const dataCentre = await DataCentre.start({
        id,
        host: host(id),
        dispatcher: this.#dispatcher,
        clock: this.clock,
        randomness,
        network: this.network,
        faults: {
          onCall: (site) => this.faults.onCall(site),
          onConnect: (dcId) => {
            this.#counters.connected(dcId)
            return this.faults.onConnect(dcId)
          },
        },
        sessions,
        calls: {
          called: (record) => {
            this.#counters.called(record)
            this.#recentCalls.called(record)
          },
          refused: (dcId, errorText) => this.#counters.refused(dcId, errorText),
        },
        onError,
      })
      this.#dataCentres.set(id, dataCentre)
    }
    const started = await Promise.allSettled(Array.from({ length: count }, (_, i) => start(i + 1)))
    const failed = started.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
  }

  #dataCentre(dcId: number): DataCentre {
    const dataCentre = this.#dataCentres.get(dcId)
    if (!dataCentre)
      throw new Error(`there is no data centre ${dcId}; there are ${[...this.#dataCentres.keys()].join(', ')}`)
    return dataCentre
  }
}

function toRandomness(given: TelegramSimOptions['randomness']): Randomness {
  if (given === undefined) return systemRandomness
  return 'seed' in given ? seededRandomness(given.seed) : given
}
