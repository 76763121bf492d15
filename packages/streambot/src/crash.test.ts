import fs from 'node:fs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { CrashReport } from './crash.js'
import { createLoggers } from './logger.js'

const NO_SPACE = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })

/** Ends, as far as a test can, and says how, and what went to standard error. */
function ending(report: CrashReport, error: unknown) {
  const lines: string[] = []
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${String(code)}`)
  })
  const write = vi.spyOn(fs, 'writeSync').mockImplementation((fd, text) => {
    if (fd === 1) throw NO_SPACE
    lines.push(String(text))
    return text.length
  })
  onTestFinished(() => {
    exit.mockRestore()
    write.mockRestore()
  })
  expect(() => report.end(error)).toThrow('exit 1')
  return lines
}

it('ends with one fatal line on standard error, without secrets, while there is no logger yet', () => {
  const report = new CrashReport(() => ({ API_HASH: 'hush-hush' }))
  const [line = '', ...rest] = ending(report, new Error('the end of hush-hush'))
  expect(rest).toEqual([])
  expect(JSON.parse(line)).toMatchObject({ level: 'fatal', subsystem: 'app', err: { message: 'the end of ***' } })
})

it('ends with exit code 1 and the line on standard error where standard output takes nothing', () => {
  const report = new CrashReport(() => ({}))
  report.goesTo(createLoggers({ level: 'info', format: 'json', secrets: [] }))
  const lines = ending(report, new Error('the end'))
  expect(lines.join('')).toContain('"message":"the end"')
})

it('ends with exit code 1 also where the logger fails, and nothing can be said of the error', () => {
  const report = new CrashReport(() => ({}))
  const loggers = createLoggers({ level: 'info', format: 'json', secrets: [], destination: { write: () => {} } })
  const broken = () => {
    throw NO_SPACE
  }
  report.goesTo({ ...loggers, flush: broken })
  expect(ending(report, new Error('the end')).join('')).toContain('"message":"the end"')
  ending(new CrashReport(() => ({})), Object.create(null))
})
