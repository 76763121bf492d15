import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { EnvReader, type Env } from './env-reader.js'
import { readTelegramNetwork } from './telegram-network.js'

const PEM = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'pkcs1', format: 'pem' })
const BROKEN_PEM = '-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----'
const dcs = [
  { id: 1, host: '127.0.0.2', port: 4431, publicKeyPem: PEM },
  { id: 2, host: '127.0.0.3', port: 4432, publicKeyPem: PEM },
]

function read(env: Env): { network: unknown; problems: string[] } {
  const reader = new EnvReader(env)
  return { network: readTelegramNetwork(reader), problems: reader.problems.map((problem) => problem.message) }
}

describe('readTelegramNetwork', () => {
  it('is the real Telegram unless told otherwise', () => {
    expect(read({})).toEqual({ network: { kind: 'production' }, problems: [] })
    expect(read({ TELEGRAM_TEST_DCS: 'true' })).toEqual({ network: { kind: 'test' }, problems: [] })
  })

  it('takes any list of data centres and keys, at home in 2, else in the first, else where told', () => {
    const list = JSON.stringify(dcs)
    expect(read({ TELEGRAM_DC_LIST: list })).toEqual({ network: { kind: 'custom', homeDcId: 2, dcs }, problems: [] })
    expect(read({ TELEGRAM_DC_LIST: list, TELEGRAM_HOME_DC: '1' }).network).toMatchObject({ homeDcId: 1 })
    const other = JSON.stringify([{ id: 5, host: '::1', port: 1 }])
    expect(read({ TELEGRAM_DC_LIST: other }).network).toEqual({
      kind: 'custom',
      homeDcId: 5,
      dcs: [{ id: 5, host: '::1', port: 1, publicKeyPem: null }],
    })
  })

  it.each<[Env, string]>([
    [{ TELEGRAM_DC_LIST: './no-such.json' }, 'nor a readable file that holds one: "./no-such.json"'],
    [{ TELEGRAM_DC_LIST: '[{' }, 'must be JSON like'],
    [{ TELEGRAM_DC_LIST: '[]' }, 'must be JSON like'],
    [{ TELEGRAM_DC_LIST: '[{"id":2,"host":"h"}]' }, '0.port'],
    [{ TELEGRAM_DC_LIST: JSON.stringify([{ ...dcs[0], publicKeyPem: BROKEN_PEM }]) }, '0.publicKeyPem: is no RSA key'],
    [{ TELEGRAM_DC_LIST: JSON.stringify([dcs[0], dcs[0]]) }, 'two entries with the same id'],
    [{ TELEGRAM_DC_LIST: JSON.stringify(dcs), TELEGRAM_HOME_DC: '4' }, 'is 4, but TELEGRAM_DC_LIST has 1, 2 only'],
    [{ TELEGRAM_DC_LIST: JSON.stringify(dcs), TELEGRAM_TEST_DCS: 'on' }, 'remove one of them'],
  ])('refuses %j', (env, explanation) => {
    expect(read(env).problems).toEqual([expect.stringContaining(explanation)])
  })
})
