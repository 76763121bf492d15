import type { Ask, PressOutcome } from '../ask.js'
import { shorten, toAlert } from '../cards/shorten.js'
import type { FileResult } from '../answer-files.js'

const MAX_SHOWN_TITLE = 50

/** The card stays, with its way in. null: they have joined, or it is something else now. */
export function stillMissing({ texts }: Ask, answered: readonly FileResult[]): PressOutcome | null {
  const { refusals } = texts
  for (const { outcome } of answered) {
    if (!('refusal' in outcome) || outcome.refusal.reason !== 'not_subscribed') return null
  }
  const [first] = answered
  if (!first || !('refusal' in first.outcome) || first.outcome.refusal.reason !== 'not_subscribed') return null
  const titles = first.outcome.refusal.channels.map(({ title }) =>
    title === null ? refusals.theChannel : shorten(title, MAX_SHOWN_TITLE),
  )
  return { answer: { text: toAlert(refusals.stillMissing(titles)), isAlert: true } }
}
