/** Findings of the set-up check in English, for programs and terminals: in the words of the bot. */
import { tellFinding, type SetupFinding, type ToldFinding } from '../actions/setup-findings.js'
import { findingText, fixText } from '../bot/cards/findings.js'
import { textsFor } from '../bot/texts/texts.js'

export function toldFindings(findings: readonly SetupFinding[]): ToldFinding[] {
  const texts = textsFor('en')
  return findings.map((finding) =>
    tellFinding(finding, (it) => ({ text: findingText(texts, it), fix: fixText(texts, it) })),
  )
}
