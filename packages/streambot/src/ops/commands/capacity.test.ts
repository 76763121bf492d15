import { Command } from 'commander'
import { expect, it } from 'vitest'
import { addCapacity } from './capacity.js'

function run(line: string): string {
  const printed: string[] = []
  const cli = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  addCapacity(cli, { print: (text) => printed.push(text) })
  cli.parse(['capacity', ...line.split(' ')], { from: 'user' })
  return printed.join('\n')
}

it('tells needs, loads and what to do, and that a speed nobody measured is a guess', () => {
  const told = run('--viewers 100 --mbits 5')
  expect(told).toMatch(/^bots +\d+ /m)
  expect(told).toMatch(/^In use: bots \d+ %, processor \d+ %, memory \d+ %, connections \d+ %\.$/m)
  expect(told).toMatch(/^Full first, when more come: \w+\. \w/m)
  expect(told).toContain('is a guess from what people report')
  expect(run('--viewers 100 --mbits 5 --bot-mibs 12.5')).not.toContain('guess')
})

it('says what many bots and several instances mean', () => {
  expect(run('--viewers 300 --mbits 5 --bot-mibs 10')).toContain('these need 2 accounts')
  expect(run('--viewers 2000 --mbits 5 --bot-mibs 5')).toContain('A channel takes 50 admins')
  const shared = run('--viewers 2000 --mbits 5 --shared 50 --bot-mibs 50')
  expect(shared).toContain('Several instances need MongoDB')
  expect(shared).toContain('Each instance fetches for itself')
})

it('is a plan for programs, too', () => {
  const { bots, instances, first, loads } = JSON.parse(
    run('--viewers 50 --mbits 2.5 --bot-mibs 5 --network-mbits 1000 --json'),
  ) as Record<string, unknown>
  expect({ bots, instances, first, loads }).toMatchObject({ bots: 5, instances: 1, loads: { network: 0.125 } })
})

it.each([
  ['--viewers 0 --mbits 5', '--viewers must be a whole number from 1 to 1000000, not "0".'],
  ['--viewers 5 --mbits fast', '--mbits must be a number from 0.01 to 10000, not "fast".'],
  ['--viewers 5 --mbits 5 --shared 100', '--shared must be a whole number from 0 to 99, not "100".'],
  ['--viewers 5000 --mbits 100 --network-mbits 10', 'No number of such instances is enough'],
])('refuses %s in one sentence', (line, sentence) => {
  expect(() => run(line)).toThrow(sentence)
})
