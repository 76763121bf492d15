/** What is wrong in the set-up, from one look to the next: what is new, what is mended, and who was told. */
import type { SetupFinding, SetupFindingId } from '../actions/setup-findings.js'

/** What comes and goes with the network is believed when it was seen twice. */
const PASSES: ReadonlySet<SetupFindingId> = new Set([
  'bot_unreachable',
  'base_url_unreachable',
  'base_url_unknown_host',
  'base_url_not_passed_on',
  'database_away',
  'check_took_too_long',
  'check_failed',
])

export interface OpenFinding {
  readonly finding: SetupFinding
  readonly isBelieved: boolean
  readonly told: Set<number>
}

export class OpenFindings {
  #open = new Map<string, OpenFinding>()

  /** @returns what is believed since this look, and what was and is well again */
  look(found: readonly SetupFinding[]): { readonly news: SetupFinding[]; readonly mended: SetupFinding[] } {
    const before = this.#open
    const wrong = found.filter(({ level }) => level !== 'ok')
    this.#open = new Map(
      wrong.map((finding) => {
        const known = before.get(keyOf(finding))
        const isBelieved = known !== undefined || !PASSES.has(finding.id)
        return [keyOf(finding), { finding, isBelieved, told: known?.told ?? new Set<number>() }]
      }),
    )
    const wasBelieved = (key: string) => before.get(key)?.isBelieved ?? false
    return {
      news: [...this.#open].flatMap(([key, it]) => (it.isBelieved && !wasBelieved(key) ? it.finding : [])),
      mended: [...before].flatMap(([key, it]) => (it.isBelieved && !this.#open.has(key) ? it.finding : [])),
    }
  }

  /** Something waits for a second look. */
  get isInDoubt(): boolean {
    return [...this.#open.values()].some(({ isBelieved }) => !isBelieved)
  }

  /** What is believed. */
  get believed(): OpenFinding[] {
    return [...this.#open.values()].filter(({ isBelieved }) => isBelieved)
  }
}

/** Reasons, titles and numbers differ from one look to the next; what it is about does not. */
const ABOUT = ['bot', 'url', 'channel', 'name', 'used', 'check', 'logChannel']

function keyOf(finding: SetupFinding): string {
  const parameters: Readonly<Record<string, unknown>> = { ...finding }
  return JSON.stringify([finding.id, ...ABOUT.map((name) => parameters[name])])
}
