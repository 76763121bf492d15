import { expect, it } from 'vitest'
import { parseCli, usage } from './cli-options.js'

it('runs with defaults when nothing is said', () => {
  expect(parseCli([])).toEqual({
    kind: 'run',
    options: { dcs: 2, preset: 'unlimited', seed: null, controlPort: 0, bots: [], credentials: null },
  })
})

it('reads every option', () => {
  const line = '--dcs 5 --preset far --seed s --control-port 8080 --bot 1:a --bot 2:b --api-id 17 --api-hash h'.split(
    ' ',
  )
  expect(parseCli(line)).toEqual({
    kind: 'run',
    options: {
      dcs: 5,
      preset: 'far',
      seed: 's',
      controlPort: 8080,
      bots: ['1:a', '2:b'],
      credentials: { apiId: 17, apiHash: 'h' },
    },
  })
})

it('reports all problems together', () => {
  const parsed = parseCli('--dcs 0 --preset moon --control-port x --bot nonsense --api-id 5'.split(' '))
  expect(parsed).toMatchObject({ kind: 'wrong' })
  expect(parsed.kind === 'wrong' && parsed.problems).toEqual([
    '--dcs must be a number from 1 to 200, not 0',
    '--control-port must be a number from 0 to 65535, not x',
    '--preset must be one of near, far, unlimited, not moon',
    '--bot must be digits, a colon and a secret, not nonsense',
    '--api-id and --api-hash go together',
  ])
})

it('refuses unknown options', () => {
  expect(parseCli(['--frobnicate'])).toMatchObject({ kind: 'wrong' })
})

it('explains itself, naming every option', () => {
  expect(parseCli(['--help'])).toEqual({ kind: 'help' })
  for (const name of ['dcs', 'preset', 'seed', 'control-port', 'bot', 'api-id', 'api-hash']) {
    expect(usage).toContain(`--${name}`)
  }
})
