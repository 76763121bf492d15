/** Who takes the text that a person was asked for, by the name of the question. A new one is added here. */
import type { AnswerAsk } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import type { Answer } from '../commands/command.js'
import { linkPassword } from './link-password.js'

export interface AnswerTaker {
  readonly question: string
  readonly run: (deps: BotDeps, ask: AnswerAsk) => Promise<Answer | null>
}

const TAKERS: readonly AnswerTaker[] = [linkPassword]

const BY_QUESTION: ReadonlyMap<string, AnswerTaker> = new Map(TAKERS.map((taker) => [taker.question, taker]))

export function findAnswerTaker(question: string): AnswerTaker | null {
  return BY_QUESTION.get(question) ?? null
}
