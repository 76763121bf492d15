import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readEnv } from './env.js'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'streambot-env-'))
})
afterEach(() => rm(directory, { recursive: true }))

describe('readEnv', () => {
  it('merges .env under the environment, which wins unless it is empty', async () => {
    await writeFile(join(directory, '.env'), '# comment\nPORT=1\nHOST="a b"\nADMINS=7\n')
    expect(readEnv({ directory, environment: { PORT: '2', ADMINS: '', OTHER: 'x' } })).toEqual({
      PORT: '2',
      HOST: 'a b',
      ADMINS: '7',
      OTHER: 'x',
    })
  })

  it('works without a .env file, and says so when there is one it cannot read', async () => {
    expect(readEnv({ directory, environment: { PORT: '2' } })).toEqual({ PORT: '2' })
    await mkdir(join(directory, '.env'))
    expect(() => readEnv({ directory, environment: {} })).toThrow(/\.env is there but cannot be read/)
  })

  it('puts the text of a data centre list in place of its path, and leaves a wrong path for the loader to explain', async () => {
    await writeFile(join(directory, 'dcs.json'), '[1]\n')
    expect(readEnv({ directory, environment: { TELEGRAM_DC_LIST: 'dcs.json' } })).toEqual({ TELEGRAM_DC_LIST: '[1]' })
    expect(readEnv({ directory, environment: { TELEGRAM_DC_LIST: 'gone.json' } })).toEqual({
      TELEGRAM_DC_LIST: 'gone.json',
    })
    await writeFile(join(directory, 'secret.txt'), 'hunter2')
    expect(readEnv({ directory, environment: { TELEGRAM_DC_LIST: 'secret.txt' } })).toEqual({
      TELEGRAM_DC_LIST: 'secret.txt',
    })
    expect(readEnv({ directory, environment: { TELEGRAM_DC_LIST: '.' } })).toEqual({ TELEGRAM_DC_LIST: '.' })
  })
})
