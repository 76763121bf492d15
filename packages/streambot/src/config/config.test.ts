import { describe, expect, it } from 'vitest'
import { loadConfig, type Config } from './config.js'
import type { Env } from './env-reader.js'
import { describeProblems } from './problem.js'
import { secretValues, type Secrets } from './secrets.js'

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
      links: { expirySeconds: 86_400, legacy: null },
      uploads: { maxFileSizeBytes: null, types: { allowed: [], denied: [] }, maxBatchFiles: 100 },
      features: {
        rateLimiting: true,
        bandwidthLimits: true,
        forceSubscription: true,
        channelPostButtons: false,
        dashboard: true,
        webdav: true,
      },
      access: { mode: 'public', allowedUserIds: [], forceSubscription: { channels: [], whenUnknown: 'refuse' } },
      limits: {
        linksPerDay: 5,
        authorizedLinksPerDay: null,
        uploadsPerMinute: 20,
        serviceUploadsPerMinute: null,
        requestsPerMinute: 1200,
        wrongLinksPerHour: 60,
      },
      bandwidth: { serviceBytes: 100e9, userBytes: null, whenUsedUp: 'finish' },
      http: {
        host: '0.0.0.0',
        port: 8080,
        baseUrl: null,
        basePath: '',
        trustedProxies: [],
        apiAllowedAddresses: [],
        videoFrontendUrl: null,
        allowedOrigins: null,
        connectionsPerAddress: 64,
      },
      store: { provider: 'sqlite', path: 'data/streambot.db', whenAway: 'wait' },
      dataDirectory: './data',
      memory: { limitBytes: null },
      diskCacheBytes: null,
      adminIds: [],
      broadcastsPerSecond: 25,
      log: { level: 'info', format: 'json' },
      shutdownGraceMs: 30_000,
      names: { old: [], withoutEffect: [] },
    })
    expect(secrets).toEqual({
      apiHash: API_HASH,
      botToken: '111:primary',
      workerTokens: [],
      databaseUrl: null,
      metricsToken: null,
      logsAccessToken: null,
    })
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
    const pathOf = (env: Env) => {
      const { store } = load(env).config
      return store.provider === 'sqlite' ? store.path : null
    }
    expect(pathOf({ DATA_DIRECTORY: '/srv/bot' })).toBe('/srv/bot/streambot.db')
    expect(pathOf({ DATABASE_URL: 'sqlite:some/where.db' })).toBe('some/where.db')
    expect(pathOf({ DATABASE_URL: 'sqlite:///var/lib/x.db' })).toBe('/var/lib/x.db')
    expect(problemsOf({ DATABASE_URL: 'postgres://x' })).toEqual([
      expect.stringContaining('DATABASE_URL must look like'),
    ])
  })

  it('takes a MongoDB by its address, which is a secret, and its password too', () => {
    const url = 'mongodb+srv://user:p%40ss@db.example.org/files?w=1'
    const { config, secrets } = load({ MONGODB_URI: url })
    expect(config.store).toEqual({ provider: 'mongodb', databaseName: 'files', whenAway: 'wait' })
    expect(JSON.stringify(config)).not.toContain('p%40ss')
    expect(secretValues(secrets)).toEqual(expect.arrayContaining([url, 'p%40ss', 'p@ss']))
    const named = load({ DATABASE_URL: 'mongodb://localhost', DATABASE_NAME: 'bot', DATABASE_WHEN_AWAY: 'start' })
    expect(named.config.store).toEqual({ provider: 'mongodb', databaseName: 'bot', whenAway: 'start' })
    expect(load({ DATABASE_URL: 'mongodb://localhost/' }).config.store).toMatchObject({ databaseName: 'streambot' })
    expect(problemsOf({ DATABASE_URL: 'mongodb://localhost', DATABASE_NAME: 'a b' })).toHaveLength(1)
  })

  it('takes limits, where 0 means none', () => {
    const off = load({ MAX_LINKS_PER_DAY: '0', REQUESTS_PER_MINUTE: '0', BANDWIDTH_LIMIT_GB: '0' }).config
    expect([off.limits.linksPerDay, off.limits.requestsPerMinute, off.bandwidth.serviceBytes]).toEqual([
      null,
      null,
      null,
    ])
    const { limits, bandwidth } = load({
      AUTHORIZED_LINKS_PER_DAY: '50',
      SERVICE_UPLOADS_PER_MINUTE: '600',
      USER_BANDWIDTH_LIMIT_GB: '10',
      BANDWIDTH_WHEN_USED_UP: 'cut',
    }).config
    expect(limits).toMatchObject({ authorizedLinksPerDay: 50, serviceUploadsPerMinute: 600 })
    expect(bandwidth).toEqual({ serviceBytes: 100e9, userBytes: 10e9, whenUsedUp: 'cut' })
    expect(problemsOf({ MAX_LINKS_PER_DAY: 'many', BANDWIDTH_LIMIT_GB: '-1', UPLOADS_PER_MINUTE: '1e9' })).toHaveLength(
      3,
    )
  })

  it('takes who may use it: everybody, people, or admins', () => {
    expect(load({ ALLOWED_USERS: '1 2, 2' }).config.access).toMatchObject({
      mode: 'allow-list',
      allowedUserIds: [1, 2],
    })
    expect(load({ ALLOWED_USERS: '1', ACCESS_MODE: 'owner-only' }).config.access.mode).toBe('owner-only')
    expect(problemsOf({ ALLOWED_USERS: '@me', ACCESS_MODE: 'friends' })).toHaveLength(2)
  })

  it('takes channels to join by name, address and number', () => {
    const { access } = load({
      FORCE_SUB_CHANNEL: '@some_channel https://t.me/Another -1001234567890 some_channel',
      FORCE_SUB_WHEN_UNKNOWN: 'allow',
    }).config
    expect(access.forceSubscription).toEqual({
      channels: ['@some_channel', '@Another', -1001234567890],
      whenUnknown: 'allow',
    })
    expect(load({ FORCE_CHANNEL_ID: '-1001234567890' }).config.access.forceSubscription.channels).toHaveLength(1)
    expect(problemsOf({ FORCE_SUB_CHANNEL: 'https://t.me/+invite -5' })).toHaveLength(2)
  })

  it('takes types and extensions, whatever their case', () => {
    const { types } = load({ ALLOWED_TYPES: 'Video/* .MKV, application/pdf', DENIED_TYPES: '.exe' }).config.uploads
    expect(types).toEqual({ allowed: ['video/*', '.mkv', 'application/pdf'], denied: ['.exe'] })
    expect(problemsOf({ DENIED_TYPES: 'exe video' })).toHaveLength(2)
  })

  it('takes how many files one link may hold, from 1 to 200', () => {
    expect(load({ MAX_BATCH_FILES: '200' }).config.uploads.maxBatchFiles).toBe(200)
    expect(['0', '201', 'many'].flatMap((text) => problemsOf({ MAX_BATCH_FILES: text }))).toHaveLength(3)
  })

  it('switches features as a whole', () => {
    const flags = {
      RATE_LIMITING: 'off',
      BANDWIDTH_LIMITS: 'false',
      FORCE_SUBSCRIPTION: '0',
      CHANNEL_POST_BUTTONS: 'on',
      DASHBOARD: 'false',
      WEBDAV: 'off',
    }
    expect(load(flags).config.features).toEqual({
      rateLimiting: false,
      bandwidthLimits: false,
      forceSubscription: false,
      channelPostButtons: true,
      dashboard: false,
      webdav: false,
    })
    expect(problemsOf({ RATE_LIMITING: 'sometimes' })).toHaveLength(1)
  })

  it('believes only the proxies that are listed', () => {
    expect(load({ TRUST_PROXY: 'loopback, 10.0.0.0/8 2001:db8::/32 192.0.2.1' }).config.http.trustedProxies).toEqual([
      'loopback',
      '10.0.0.0/8',
      '2001:db8::/32',
      '192.0.2.1',
    ])
    expect(load({ TRUST_PROXY: 'false' }).config.http.trustedProxies).toEqual([])
    expect(problemsOf({ TRUST_PROXY: 'true 10.0.0.0/33 my-proxy' })).toHaveLength(3)
  })

  it.each(['0.0.0.0/0', '::/0', '10.0.0.0/0', '0.0.0.0/00'])('refuses to believe everybody: %s', (block) => {
    expect(problemsOf({ TRUST_PROXY: `loopback ${block}` })).toEqual([
      expect.stringContaining(`TRUST_PROXY holds "${block}": list the addresses of your proxies`),
    ])
  })

  it('says what to do where links begin with https, which takes a proxy, and none is trusted', () => {
    const noteOf = (env: Env) => load(env).notes.filter((note) => note.includes('TRUST_PROXY'))
    const note = expect.stringMatching(/^TRUST_PROXY is not set.*set it to the address of your proxy/) as string
    expect(noteOf({ BASE_URL: 'https://files.example.org' })).toEqual([note])
    expect(noteOf({ FQDN: 'files.example.org', HAS_SSL: 'true' })).toEqual([note])
    expect(noteOf({ BASE_URL: 'https://files.example.org', TRUST_PROXY: 'loopback' })).toEqual([])
    expect(noteOf({ BASE_URL: 'https://files.example.org', TRUST_PROXY: 'none' })).toEqual([])
    expect(noteOf({ BASE_URL: 'http://files.example.org' })).toEqual([])
    expect(noteOf({})).toEqual([])
  })

  it('notes aliases, and variables that have no effect', () => {
    const { notes, config } = load({
      LOG_CHANNEL: '',
      BIN_CHANNEL: '-1001234567890',
      HOST: '127.0.0.1',
      WORKERS: '4',
      RATE_LIMIT_WINDOW: '5',
    })
    expect(notes).toContain('BIN_CHANNEL is read as LOG_CHANNEL; rename it when convenient')
    expect(notes).toContain('HOST is read as BIND_ADDRESS; rename it when convenient')
    expect(notes).toContain('WORKERS has no effect in this version')
    expect(notes).toContain('RATE_LIMIT_WINDOW has no effect in this version')
    expect(config.names).toEqual({
      old: [
        { used: 'BIN_CHANNEL', name: 'LOG_CHANNEL' },
        { used: 'HOST', name: 'BIND_ADDRESS' },
      ],
      withoutEffect: ['RATE_LIMIT_WINDOW', 'WORKERS'],
    })
  })

  it('takes addresses and blocks that programs may come from, and a token for older integrations', () => {
    const { config, secrets } = load({
      API_ALLOWED_ADDRESSES: '192.0.2.7, 10.0.0.0/8 2001:db8::/32',
      LOGS_ACCESS_TOKEN: 'from-before-the-api',
    })
    expect(config.http.apiAllowedAddresses).toEqual(['192.0.2.7', '10.0.0.0/8', '2001:db8::/32'])
    expect(secrets.logsAccessToken).toBe('from-before-the-api')
    expect(secretValues(secrets)).toContain('from-before-the-api')
    for (const entry of ['10.0.0.0/33', '0.0.0.0/0', '10.0.0.0/08', 'here']) {
      expect(problemsOf({ API_ALLOWED_ADDRESSES: entry })).toEqual([expect.stringContaining(entry) as string])
    }
    for (const token of ['with a space in between', 'fifteen-letters', 'x'.repeat(513)]) {
      expect(problemsOf({ LOGS_ACCESS_TOKEN: token })).toEqual([
        expect.stringMatching(/LOGS_ACCESS_TOKEN.* 16 to 512/) as string,
      ])
    }
  })

  it('prefers the documented name when both are given', () => {
    const { config, notes } = load({ BIND_ADDRESS: '127.0.0.1', HOST: 'mybox' })
    expect(config.http.host).toBe('127.0.0.1')
    expect(notes).toContain('HOST is ignored because BIND_ADDRESS is set')
  })
})
