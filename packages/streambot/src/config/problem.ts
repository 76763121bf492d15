/** What is wrong with the configuration, in words that say what to change. Never holds a value that may be a secret. */
import { ENV_VARIABLES } from './variables.js'

export interface ConfigProblem {
  /** The variable to change. */
  readonly name: string
  readonly kind: 'missing' | 'invalid'
  /** A whole sentence. */
  readonly message: string
}

/** All problems as one text for the terminal. */
export function describeProblems(problems: readonly ConfigProblem[]): string {
  const missing = problems.filter((problem) => problem.kind === 'missing')
  const invalid = problems.filter((problem) => problem.kind === 'invalid')
  return [
    ...(invalid.length > 0
      ? ['The configuration cannot be used:', ...invalid.map((problem) => `  - ${problem.message}`)]
      : []),
    ...(missing.length > 0 ? [describeMissing(missing)] : []),
  ].join('\n')
}

/** For somebody who has just cloned the project: what is missing, where to get it, and how to try without. */
function describeMissing(missing: readonly ConfigProblem[]): string {
  const names = new Set(missing.map((problem) => problem.name))
  const variables = ENV_VARIABLES.filter((variable) => names.has(variable.name))
  const width = Math.max(...variables.map((variable) => variable.name.length))
  return [
    'StreamBot needs a few things it cannot guess. Set them in the environment, or copy example.env to .env and fill it in:',
    '',
    ...variables.map((variable) => `  ${variable.name.padEnd(width)}  ${variable.whereToGet ?? variable.description}`),
    '',
    'Just looking? `npm run demo` needs none of this: it brings its own simulated Telegram.',
  ].join('\n')
}
