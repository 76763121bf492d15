import type { Command } from 'commander'
import type { ToldFinding } from '../../actions/setup-findings.js'
import type { CliDeps } from '../cli-deps.js'

const MARKS = { error: '✗', warning: '!', ok: '✓' }

export function addDoctor(cli: Command, deps: CliDeps): void {
  cli
    .command('doctor')
    .description('look at all that has to be right, and say what helps where it is not')
    .option('--json', 'for programs')
    .addHelpText(
      'after',
      [
        '',
        'Needs no running server, and disturbs none: bots are logged in with sessions of their own, which are logged out at the end.',
        'Exit code 1: something keeps the service from working. 0: nothing does.',
      ].join('\n'),
    )
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await deps.examine(deps.whenStopped())
      const isOk = findings.every(({ level }) => level !== 'error')
      deps.print(json ? JSON.stringify({ ok: isOk, findings }, null, 2) : findings.map(describe).join('\n'))
      if (!json) deps.print(`\n${verdict(findings)}`)
      if (!isOk) deps.fail()
    })
}

function describe({ level, text, fix, section }: ToldFinding): string {
  const lines = [text, ...(fix === null ? [] : [fix]), ...(section === null ? [] : [section])]
  return lines.map((line, at) => (at === 0 ? `${MARKS[level]} ${line}` : `  ${line}`)).join('\n')
}

function verdict(findings: readonly ToldFinding[]): string {
  const count = (level: ToldFinding['level']) => findings.filter((it) => it.level === level).length
  const [errors, warnings] = [count('error'), count('warning')]
  if (errors + warnings === 0) return 'Everything is as it should be.'
  return `To mend: ${errors}. To think about: ${warnings}.`
}
