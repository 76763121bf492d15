import { describe, expect, it } from 'vitest'
import { parseOptions } from './options.js'

describe('the command line', () => {
  it('opens for business by default', () => {
    const options = { onceFile: null, workers: 3, preset: 'near', port: null, seed: null }
    expect(parseOptions([])).toEqual({ kind: 'run', options })
  })

  it('sends the running Node.js with --once, without Telegram’s limits', () => {
    const parsed = parseOptions(['--once'])
    expect(parsed).toMatchObject({ kind: 'run', options: { onceFile: process.execPath, preset: 'unlimited' } })
  })

  it('takes a file and every option', () => {
    const args = ['--once', 'film.mkv', '--workers', '0', '--preset', 'far', '--port', '0', '--seed', '42']
    const options = { onceFile: 'film.mkv', workers: 0, preset: 'far', port: 0, seed: 42 }
    expect(parseOptions(args)).toEqual({ kind: 'run', options })
  })

  it('shows help whatever else is asked', () => {
    expect(parseOptions(['--once', '-h'])).toEqual({ kind: 'help' })
  })

  it.each([
    [['film.mkv'], '--once "film.mkv"'],
    [['--once', 'a', 'b'], 'One file at a time'],
    [['--workers', 'many'], '--workers has to be a number'],
    [['--workers', '51'], '0 to 50'],
    [['--port', '65536'], '--port has to be'],
    [['--preset', 'mars'], 'near, far, unlimited'],
    [['--nonsense'], '--nonsense'],
  ])('says what is wrong with %j', (args, told) => {
    const parsed = parseOptions(args)
    expect(parsed.kind === 'wrong' && parsed.problem).toContain(told)
  })
})
