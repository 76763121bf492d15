/** What was found in the set-up, with what helps, the worst first. */
import type { SetupFinding } from '../../actions/setup-findings.js'
import { escapeHtml } from '../../core/escape-html.js'
import type { Texts } from '../texts/texts.js'
import { oneLine } from './one-line.js'

const MARKS = { error: '❌', warning: '⚠️', ok: '✅' }
/** Reasons are Telegram's or the system's, and may be of any length. */
const MAX_SHOWN = 500

/** Plain text. */
export function findingText({ admins }: Texts, finding: SetupFinding): string {
  const say = admins.setup.findings[finding.id] as (about: SetupFinding) => string
  // A reason that is a sentence brings its own full stop.
  return oneLine(say(finding), MAX_SHOWN).replace(/\.\.$/, '.')
}

/** Plain text; null: nothing has to be done. */
export function fixText({ admins }: Texts, { fix }: SetupFinding): string | null {
  return fix === null ? null : admins.setup.fixes[fix]
}

/** As HTML, the fix on a line of its own, with the name of the section that tells more. */
export function findingLines(texts: Texts, finding: SetupFinding): string {
  const fix = fixText(texts, finding)
  const found = `${MARKS[finding.level]} ${escapeHtml(findingText(texts, finding))}`
  return fix === null ? found : `${found}\n<i>${escapeHtml(fix)}</i> (<code>${finding.id}</code>)`
}
