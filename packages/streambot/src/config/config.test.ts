import { describe, expect, it } from 'vitest'
import { loadConfig, type Config } from './config.js'
import type { Env } from './env-reader.js'
import { describeProblems } from './problem.js'
import type { Secrets } from './secrets.js'

const API_HASH = '0123456789abcdef0123456789abcdef'
const minimal: Env = { API_ID: '12345', API_HASH, BOT_TOKEN: '111:primary', LOG_CHANNEL: '-1001234567890' }

function load(env: Env): { config: Config; secrets: Secrets; notes: readonly string[] } {
  const loaded = loadConfig({ ...minimal, ...env })
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => problem.message).join('\n'))
  return loaded
}

function problemsOf(env: Env): string[] {
  const loaded = loadConfig({ ...minimal, ...env })
  return loaded.ok ? [] : loaded.problems.map((problem) => problem.message)
}

describe('loadConfig', () => {
  it('needs four values and has a default for the rest', () => {
    const { config, secrets } = load({})
    expect(config).toEqual({
      profile: 'production',
      telegram: {
        apiId: 12345,
        logChannelId: -1001234567890,
        sessionName: 'streambot',
        network: { kind: 'production' },
      },
      links: { expirySeconds: 86_400 },
      uploads: { maxFileSizeBytes: null },
      http: { host: '0.0.0.0', port: 8080, baseUrl: null, basePath: '' },
      store: { provider: 'sqlite', path: 'data/streambot.db' },
      dataDirectory: './data',
      memory: { limitBytes: null },
      diskCacheBytes: null,
      adminIds: [],
      log: { level: 'info', format: 'json' },
      shutdownGraceMs: 30_000,
    })
    expect(secrets).toEqual({ apiHash: API_HASH, botToken: '111:primary', workerTokens: [] })
  })

  it('reports every problem at once, each saying which variable to change', () => {
    const loaded = loadConfig({
      API_ID: 'abc',
      PORT: '99999',
      LINK_EXPIRY_SECONDS: '1h',
      BASE_URL: 'example.org',
      LOG_LEVEL: 'loud',
    })
    if (loaded.ok) throw new Error('should have problems')
    expect(loaded.problems.map((problem) => `${problem.name} ${problem.kind}`).sort()).toEqual([
      'API_HASH missing',
      'API_ID invalid',
      'BASE_URL invalid',
      'BOT_TOKEN missing',
      'LINK_EXPIRY_SECONDS invalid',
      'LOG_CHANNEL missing',
      'LOG_LEVEL invalid',
      'PORT invalid',
    ])
    const text = describeProblems(loaded.problems)
    for (const problem of loaded.problems) expect(text).toContain(problem.name)
  })

  it('tells a newcomer what is missing, where to get it, and that the demo needs nothing', () => {
    const loaded = loadConfig({})
    const text = loaded.ok ? '' : describeProblems(loaded.problems)
    for (const part of [
      'API_ID',
      'API_HASH',
      'BOT_TOKEN',
      'LOG_CHANNEL',
      'my.telegram.org',
      '@BotFather',
      'npm run demo',
    ]) {
      expect(text).toContain(part)
    }
  })

  it('keeps secrets out of the config and out of every message', () => {
    const { config, secrets } = load({ ADDITIONAL_BOT_TOKENS: '222:worker' })
    for (const secret of [secrets.apiHash, secrets.botToken, ...secrets.workerTokens]) {
      expect(JSON.stringify(config)).not.toContain(secret)
    }
    const swapped = problemsOf({
      API_ID: API_HASH,
      API_HASH: 'hunter2',
      BOT_TOKEN: 'oops-secret',
      ADDITIONAL_BOT_TOKENS: 'also-secret',
    })
    expect(swapped).toHaveLength(4)
    expect(swapped.join()).not.toMatch(/secret|hunter2|0123456789abcdef/)
  })

  it('treats empty values as unset and takes the quotes off that env files leave', () => {
    const { config } = load({ PORT: '', BASE_URL: '"https://example.org"', ADMINS: "'1 2'" })
    expect(config.http).toMatchObject({ port: 8080, baseUrl: 'https://example.org' })
    expect(config.adminIds).toEqual([1, 2])
  })

  it('logs readably and in detail in development', () => {
    expect(load({ NODE_ENV: 'development' }).config.log).toEqual({ level: 'debug', format: 'pretty' })
    expect(load({ NODE_ENV: 'development', LOG_FORMAT: 'json', LOG_LEVEL: 'WARN' }).config.log).toEqual({
      level: 'warn',
      format: 'json',
    })
    expect(problemsOf({ NODE_ENV: 'staging' })).toHaveLength(1)
  })

  it('takes an expiry of 0 as never, and refuses what a token cannot hold', () => {
    expect(load({ LINK_EXPIRY_SECONDS: '0' }).config.links.expirySeconds).toBeNull()
    for (const wrong of ['-1', '1.5', '1e3', '0x10', '5000000000'])
      expect(problemsOf({ LINK_EXPIRY_SECONDS: wrong })).toHaveLength(1)
  })

  it('takes memory and disk in MiB, and refuses a limit that nothing runs in', () => {
    const { config } = load({ MEMORY_LIMIT_MIB: '512', DISK_CACHE_MIB: '2048' })
    expect([config.memory.limitBytes, config.diskCacheBytes]).toEqual([2 ** 29, 2 ** 31])
    expect(load({ DISK_CACHE_MIB: '0' }).config.diskCacheBytes).toBeNull()
    expect(problemsOf({ MEMORY_LIMIT_MIB: '100' })).toEqual([
      'MEMORY_LIMIT_MIB must be a whole number of MiB from 128 to 1073741824, not "100"',
    ])
  })

  it('keeps the database where DATABASE_URL says, else in the data directory', () => {
    expect(load({ DATA_DIRECTORY: '/srv/bot' }).config.store.path).toBe('/srv/bot/streambot.db')
    expect(load({ DATABASE_URL: 'sqlite:some/where.db' }).config.store.path).toBe('some/where.db')
    expect(load({ DATABASE_URL: 'sqlite:///var/lib/x.db' }).config.store.path).toBe('/var/lib/x.db')
  })

  it.each([{ DATABASE_URL: 'mongodb://user:pass@db/x' }, { MONGODB_URI: 'mongodb+srv://user:pass@db/x' }])(
    'says of %j that MongoDB is not supported yet, without repeating the password',
    (env) => {
      const [problem, ...others] = problemsOf(env)
      expect(problem).toContain('MongoDB is not supported yet by this version')
      expect(problem).not.toContain('pass')
      expect(others).toEqual([])
    },
  )

  it('notes aliases, and variables that have no effect', () => {
    const { notes } = load({
      LOG_CHANNEL: '',
      BIN_CHANNEL: '-1001234567890',
      HOST: '127.0.0.1',
      FORCE_SUB_CHANNEL: '@x',
      RATE_LIMIT_WINDOW: '5',
    })
    expect(notes).toContain('BIN_CHANNEL is read as LOG_CHANNEL; rename it when convenient')
    expect(notes).toContain('HOST is read as BIND_ADDRESS; rename it when convenient')
    expect(notes).toContain('FORCE_SUB_CHANNEL has no effect in this version')
    expect(notes).toContain('RATE_LIMIT_WINDOW has no effect in this version')
  })

  it('prefers the documented name when both are given', () => {
    const { config, notes } = load({ BIND_ADDRESS: '127.0.0.1', HOST: 'mybox' })
    expect(config.http.host).toBe('127.0.0.1')
    expect(notes).toContain('HOST is ignored because BIND_ADDRESS is set')
  })
})
