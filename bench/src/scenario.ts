/** What a measurement is: a name, what it shows, settings with defaults, goals, and the measuring. */
import { setMaxListeners } from 'node:events'
import { sum } from './figures.js'
import { type ServerChoice, Stage, type StageOptions } from './stage.js'

export type Settings = Readonly<Record<string, number | string>>
export type Result = Readonly<Record<string, unknown>>

/** `key` of the result is to be at most or at least so much. */
export type Goal =
  { readonly key: string; readonly atMost: number } | { readonly key: string; readonly atLeast: number }

/** What a scenario is given to measure with. */
export class Bench {
  constructor(
    readonly signal: AbortSignal,
    /** How the server is run, for whoever sets no stage. */
    readonly server: ServerChoice,
    /** Progress, for people. */
    readonly say: (text: string) => void,
  ) {
    // Hundreds of readers wait on it at once.
    setMaxListeners(0, signal)
  }

  async stage(options: StageOptions): Promise<Stage> {
    return Stage.open(options, this.server, this.signal)
  }
}

export interface Scenario {
  readonly name: string
  readonly shows: string
  readonly settings: Settings
  goals(settings: Settings): readonly Goal[]
  run(settings: Settings, bench: Bench): Promise<Result>
}

interface Definition<S extends Settings> {
  readonly name: string
  readonly shows: string
  readonly settings: S
  /** Smaller settings with which it takes seconds; its figures show that it works, not how well. */
  readonly quick: Partial<S>
  readonly goals: (settings: S) => readonly Goal[]
  readonly run: (settings: S, bench: Bench) => Promise<Result>
}

/** Numbers and texts as such: what a default is says nothing of what may be given instead. */
type Widened<S extends Settings> = { readonly [K in keyof S]: S[K] extends number ? number : string }

export function defineScenario<const S extends Settings>(
  definition: Omit<Definition<Widened<S>>, 'settings'> & { readonly settings: S },
): Scenario & { readonly quick: Settings } {
  return {
    ...definition,
    quick: definition.quick as Settings,
    goals: (settings) => definition.goals(settings as Widened<S>),
    run: (settings, bench) => definition.run(settings as Widened<S>, bench),
  }
}

/** Goals that were not reached, in words. */
export function missedGoals(goals: readonly Goal[], result: Result): string[] {
  return goals.flatMap((goal) => {
    const value = Number(result[goal.key])
    const isReached = 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast
    const wanted = 'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`
    return isReached ? [] : [`${goal.key} is ${value}, to be ${wanted}`]
  })
}

/** Bots that served a share of the bytes worth speaking of. */
export function servingBots(bytesByAccount: Readonly<Record<string, number>>): number {
  const bytes = Object.values(bytesByAccount)
  const total = sum(bytes)
  return bytes.filter((share) => share > total * 0.02).length
}
