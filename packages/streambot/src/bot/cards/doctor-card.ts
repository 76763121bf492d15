/** The whole set-up: what is wrong first, with its fix, and what is well. */
import type { SetupFinding } from '../../actions/setup-findings.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import type { Texts } from '../texts/texts.js'
import { formatSecond } from '../texts/formats.js'
import { findingLines } from './findings.js'
import { fitting } from './fitting.js'

/** With many workers nobody reads a line for each that is well. */
const MAX_BOTS_LISTED = 3

export function doctorCard(
  { texts, button }: Pick<Ask, 'texts' | 'button'>,
  findings: readonly SetupFinding[],
  nowMs: number,
): Reply {
  const { setup, service } = texts.admins
  const { number } = texts.formats
  const ready = findings.filter(({ id }) => id === 'bot_ready')
  const listed = ready.length > MAX_BOTS_LISTED ? findings.filter(({ id }) => id !== 'bot_ready') : findings
  const pieces = listed.map((finding) => findingLines(texts, finding))
  if (listed.length < findings.length) pieces.push(`✅ ${setup.botsReady(number(ready.length))}`)
  const start = [setup.title, verdict(texts, findings), '']
  const isWell = findings.every(({ level }) => level === 'ok')
  const end = ['', ...(isWell ? [] : [setup.sections]), service.asOf(formatSecond(nowMs))]
  const around = [...start, ...end].join('\n')
  return {
    html: [...start, ...fitting(pieces, (count) => setup.more(number(count)), { around }), ...end].join('\n'),
    buttons: [[button(setup.again, 'doctor.again')]],
  }
}

function verdict({ admins, formats }: Texts, findings: readonly SetupFinding[]): string {
  const { setup } = admins
  const count = (level: SetupFinding['level']) => findings.filter((finding) => finding.level === level).length
  const [errors, warnings] = [count('error'), count('warning')]
  return errors + warnings === 0 ? setup.allWell : setup.toMend(formats.number(errors), formats.number(warnings))
}
