/**
 * Everything there is to watch, as Prometheus reads it (text format 0.0.4): names begin with `streambot_` and end with their unit, counters with
 * `_total`. Most of it is read from where it is counted already, when somebody asks.
 */
import { Counter, Gauge, Registry } from 'prom-client'
import type { ClientReport, ClientState } from '../core/client-status.js'
import { Meters } from './meters.js'

/** What is looked at when somebody asks. */
export interface MetricSources {
  readonly version: string
  readonly clock: { now(): number }
  readonly clients: () => readonly ClientReport[]
  readonly openStreams: () => number
  readonly connections: () => number
  readonly memory: () => MemoryNumbers
  /** Parts of files, by where they came from. */
  readonly parts: () => Readonly<Record<string, PartNumbers>>
  readonly isStoreUp: () => boolean
}

interface MemoryNumbers {
  readonly level: MemoryLevel
  readonly limitBytes: number
  readonly rssBytes: number
  readonly budget: {
    readonly limitBytes: number
    readonly heldBytes: number
    readonly cachedBytes: number
  }
}

interface PartNumbers {
  readonly parts: number
  readonly bytes: number
}

type MemoryLevel = (typeof MEMORY_LEVELS)[number]
type Sample<Label extends string> = readonly [Partial<Record<Label, string>>, number]

const MEMORY_LEVELS = ['normal', 'tight', 'short', 'full'] as const
const CLIENT_STATES: readonly ClientState[] = ['starting', 'healthy', 'cooling', 'unreachable', 'banned', 'stopped']

export class Metrics {
  readonly #registry = new Registry()
  readonly meters = new Meters(this.#registry)

  get contentType(): string {
    return this.#registry.contentType
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }

  /** Call once, when all there is to watch is there. */
  watch(sources: MetricSources): void {
    this.#watchService(sources)
    this.#watchReaders(sources)
    this.#watchClients(sources)
    this.#watchPeople()
  }

  #watchService({ version, memory, isStoreUp }: MetricSources): void {
    this.#gauge('streambot_build_info', 'Which version runs', ['version'], () => [[{ version }, 1]])
    this.#gauge('streambot_store_up', 'The database answers', [], () => [[{}, isStoreUp() ? 1 : 0]])
    this.#gauge('streambot_memory_level', 'How short memory is: one of these is 1', ['level'], () => {
      const { level } = memory()
      return MEMORY_LEVELS.map((name) => [{ level: name }, name === level ? 1 : 0])
    })
    this.#gauge('streambot_memory_limit_bytes', 'What the process may use', [], () => [[{}, memory().limitBytes]])
    this.#gauge('streambot_budget_limit_bytes', 'Parts of files that may be held', [], () => [
      [{}, memory().budget.limitBytes],
    ])
    this.#gauge('streambot_budget_used_bytes', 'Parts of files that are held, by whom', ['by'], () => {
      const { heldBytes, cachedBytes } = memory().budget
      return [
        [{ by: 'streams' }, heldBytes],
        [{ by: 'cache' }, cachedBytes],
      ]
    })
    this.#gauge('process_resident_memory_bytes', 'Memory in use', [], () => [[{}, memory().rssBytes]])
    this.#gauge('process_start_time_seconds', 'When the process began, in Unix time', [], () => [
      [{}, performance.timeOrigin / 1000],
    ])
    this.#counter('process_cpu_seconds_total', 'Processor time used', [], () => {
      const { user, system } = process.cpuUsage()
      return [[{}, (user + system) / 1e6]]
    })
  }

  #watchReaders({ openStreams, connections, parts }: MetricSources): void {
    const { meters } = this
    this.#gauge('streambot_streams_open', 'Downloads under way', [], () => [[{}, openStreams()]])
    this.#gauge('streambot_http_connections_open', 'Connections of visitors', [], () => [[{}, connections()]])
    this.#counter('streambot_streams_ended_total', 'Downloads that began and ended, by how', ['outcome'], () =>
      Object.entries(meters.streams).map(([outcome, count]) => [{ outcome }, count]),
    )
    this.#counter('streambot_sent_bytes_total', 'Bytes of files that visitors took', [], () => [[{}, meters.sentBytes]])
    this.#counter('streambot_http_responses_total', 'Answers, by status', ['status'], () =>
      [...meters.responses].map(([status, count]) => [{ status: String(status) }, count]),
    )
    this.#counter('streambot_http_refusals_total', 'Requests refused, by why; limits among them', ['code'], () =>
      [...meters.refusals].map(([code, count]) => [{ code }, count]),
    )
    this.#counter('streambot_parts_total', 'Parts of files that streams got, by where from', ['from'], () =>
      Object.entries(parts()).map(([from, numbers]) => [{ from }, numbers.parts]),
    )
    this.#counter('streambot_part_bytes_total', 'The same in bytes', ['from'], () =>
      Object.entries(parts()).map(([from, numbers]) => [{ from }, numbers.bytes]),
    )
  }

  #watchClients({ clients, clock }: MetricSources): void {
    const each = (value: (report: ClientReport) => number) => () =>
      clients().map((report): Sample<'client'> => [{ client: labelOf(report) }, value(report)])
    this.#gauge('streambot_client_state', 'How each bot is doing: one of these is 1', ['client', 'state'], () =>
      clients().flatMap((report) =>
        CLIENT_STATES.map((state) => [{ client: labelOf(report), state }, state === report.state ? 1 : 0] as const),
      ),
    )
    this.#counter(
      'streambot_client_received_bytes_total',
      'Bytes of files from Telegram since each bot was connected',
      ['client'],
      each((report) => report.receivedBytes),
    )
    this.#gauge(
      'streambot_client_connections_open',
      'Connections of each bot that bring bytes',
      ['client'],
      each((report) => report.connections),
    )
    this.#gauge(
      'streambot_client_connections_waiting',
      'Those of them that Telegram told to wait',
      ['client'],
      each((report) => report.coolingConnections),
    )
    this.#gauge(
      'streambot_client_parts_in_flight',
      'Parts that each bot was asked for',
      ['client'],
      each((report) => report.partsInFlight),
    )
    this.#gauge(
      'streambot_client_wait_seconds',
      'How long Telegram told each bot to wait still',
      ['client'],
      each(({ coolUntilMs }) => Math.max(0, (coolUntilMs ?? 0) - clock.now()) / 1000),
    )
  }

  #watchPeople(): void {
    const { meters } = this
    this.#counter('streambot_links_made_total', 'Links made', [], () => [[{}, meters.linksMade]])
    this.#counter('streambot_updates_total', 'Messages and presses that the bot was given', [], () => [
      [{}, meters.updates],
    ])
    this.#counter('streambot_files_refused_total', 'Files that became no link, by why', ['reason'], () =>
      [...meters.refusedFiles].map(([reason, count]) => [{ reason }, count]),
    )
    this.#gauge('streambot_broadcast_running', 'A broadcast is on its way', [], () => [
      [{}, meters.broadcast?.state === 'running' ? 1 : 0],
    ])
    this.#gauge('streambot_broadcast_people', 'Of the last broadcast: who is to get it, and who did', ['fate'], () => {
      if (!meters.broadcast) return []
      const { people, sent, unreachable, failed } = meters.broadcast
      return Object.entries({ all: people, sent, unreachable, failed }).map(([fate, count]) => [{ fate }, count])
    })
  }

  #gauge<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    read: () => readonly Sample<Label>[],
  ): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      collect() {
        this.reset()
        for (const [labels, value] of read()) this.set(labels, value)
      },
    })
  }

  /** Counted elsewhere. */
  #counter<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    read: () => readonly Sample<Label>[],
  ): void {
    new Counter({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      collect() {
        this.reset()
        for (const [labels, value] of read()) this.inc(labels, value)
      },
    })
  }
}

/** `primary`, `worker 2`: what people find in their configuration, without the number of the bot. */
function labelOf({ role, name }: ClientReport): string {
  return role === 'primary' ? 'primary' : name.replace(/ \(\d+\)$/, '')
}
