/** Results of several scenarios for people: the plain figures of each on a line. */
import type { Result } from './scenario.js'

export function table(results: Readonly<Record<string, Result>>): string {
  const rows = Object.entries(results).map(([name, result]) => {
    const figures = Object.entries(result).filter(([, value]) => typeof value === 'number' || isNumbers(value))
    const text = figures.map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(', ')
    const verdict = typeof result['error'] === 'string' ? `failed: ${result['error']}` : verdictOf(result['missed'])
    return `| ${name} | ${text} | ${verdict} |\n`
  })
  return `| scenario | figures | goals |\n| --- | --- | --- |\n${rows.join('')}`
}

function verdictOf(missed: unknown): string {
  return Array.isArray(missed) && missed.length > 0 ? `missed: ${missed.join('; ')}` : 'reached'
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number')
}
