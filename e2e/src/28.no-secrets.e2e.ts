/** Whatever opens a door stays out of the log and every other place where the server tells of itself: learned from a whole service, not from its logger. */
import { beforeAll, describe, expect, it } from 'vitest'
import { createLoggers } from 'streambot'
import { Chat } from './16.chat.js'
import { expectNoSecrets, learnDirectory } from './28.overheard.js'
import { ChildServer } from './child-server.js'
import { streambot } from './command-line.js'
import { TestServer, type FileLinks } from './test-server.js'

const LOGS_TOKEN = 'a-token-that-older-programs-show'
const METRICS_TOKEN = 'prometheus-shows-this-one'
const LINK_PASSWORD = 'Wiesengrund 9'

/** Says in which places a text is noticed. */
function noticed(text: string): string {
  try {
    expectNoSecrets(text, 'The text')
    return 'nothing'
  } catch (error) {
    return String(error)
  }
}

describe('a leak of each kind is noticed', () => {
  let server: TestServer
  let file: FileLinks
  let root: Chat
  let ada: Chat
  const secrets = new Map<string, string>()

  beforeAll(async () => {
    server = await TestServer.open({ workers: 1, env: { ADMINS: '2', LOGS_ACCESS_TOKEN: LOGS_TOKEN, METRICS_TOKEN } })
    await server.restart({ ADMINS: String(server.ada.id) })
    ada = root = new Chat(server, server.ada)
    file = await server.linkSynthetic(5000)
    const tokenOf = (url: string) => new URL(url).pathname.split('/')[2] ?? ''
    secrets.set('the token of a bot', server.env['BOT_TOKEN']?.split(':')[1] ?? '')
    secrets.set('the token of a worker', server.env['ADDITIONAL_BOT_TOKENS']?.split(':')[1] ?? '')
    secrets.set('API_HASH', server.env['API_HASH'] ?? '')
    secrets.set('LOGS_ACCESS_TOKEN', LOGS_TOKEN)
    secrets.set('METRICS_TOKEN', METRICS_TOKEN)
    secrets.set('a link', tokenOf(file.download))
    const { buttons } = await root.say('/dashboard')
    const way = buttons.flat().flatMap((it) => ('url' in it ? [it.url] : []))[0] ?? ''
    secrets.set('a code for the dashboard', way.split('=')[1] ?? '')
    const made = await root.say('/token program stats')
    secrets.set('a token of the API', /sb_[\w-]{43}/.exec(made.text)?.[0] ?? '')
    const card = await ada.press(file.answer, 'Password')
    await ada.say(LINK_PASSWORD)
    expect(card.message.text).toMatch(/password/i)
    secrets.set('the password of a link', LINK_PASSWORD)
    const unlocked = await fetch(file.download, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ password: LINK_PASSWORD }),
    })
    expect(unlocked.status).toBe(303)
    secrets.set('the proof of a password', /unlocked=([^;]+)/.exec(unlocked.headers.getSetCookie()[0] ?? '')?.[1] ?? '')
    const session = await fetch(`${server.baseUrl}/admin/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-streambot-dashboard': '1' },
      body: JSON.stringify({ code: secrets.get('a code for the dashboard') }),
    })
    expect(session.status).toBe(200)
    secrets.set('a session', /session=([^;]+)/.exec(session.headers.getSetCookie()[0] ?? '')?.[1] ?? '')
    await fetch(`${server.baseUrl}/api/logs?token=what-somebody-guessed`)
    secrets.set('what somebody guessed', 'what-somebody-guessed')
    learnDirectory(server.directory)
    return async () => server[Symbol.asyncDispose]()
  }, 60_000)

  it('whole, or a piece of it', () => {
    for (const [what, secret] of secrets) {
      expect(secret.length, what).toBeGreaterThan(5)
      expect(noticed(`{"msg":"it is ${secret}"}`), what).toContain('tells secrets')
      if (secret.length >= 24) expect(noticed(`{"msg":"${secret.slice(5, 21)}…"}`), what).toContain('tells secrets')
      expect(noticed(Buffer.from(secret).toString('base64')), what).toContain('tells secrets')
    }
  })

  it('and the test that has it fails, whether the logger strikes it out or not', async () => {
    const token = secrets.get('a link') ?? ''
    for (const said of [`The link ${token.slice(0, 30)}`, `GET /dl/${token}`]) {
      const loggers = createLoggers({ level: 'trace', format: 'json', secrets: [], destination: { write: () => {} } })
      const leaky = await TestServer.open({ workers: 0, start: { loggers } })
      loggers.http.trace({ deep: { it: said } }, 'A new line that nobody thought about')
      await expect(leaky[Symbol.asyncDispose]()).rejects.toThrow('The log tells secrets')
    }
  })

  it('while all that the server tells of itself has none: log, chat, API, metrics, refusals', async () => {
    const token = secrets.get('a token of the API') ?? ''
    const link = secrets.get('a link') ?? ''
    const told: string[] = [server.log]
    const ask = async (path: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(new URL(path, server.baseUrl), { headers })
      told.push(`${JSON.stringify([...answer.headers])}\n${await answer.text()}`)
      return answer.status
    }
    expect(await ask(`/dl/${link}`)).toBe(401)
    expect(await ask(`/dl/${link.slice(1)}`)).toBe(404)
    expect(await ask(`/dl/${link}/%zz?token=${token}`)).toBe(400)
    expect(await ask(`/nowhere/${token}`)).toBe(404)
    expect(await ask('/api/v1/stats', { authorization: `Bearer ${token.slice(0, -1)}x` })).toBe(401)
    expect(await ask(`/api/v1/links/${link}`, { authorization: `Bearer ${token}` })).toBe(403)
    expect(await ask('/metrics', { authorization: `Bearer ${METRICS_TOKEN}` })).toBe(200)
    expect(await ask(`/api/logs?token=${LOGS_TOKEN}&level=trace&limit=500`)).toBe(200)
    expect(await ask(`/api/v1/doctor`, { authorization: `Bearer ${token}` })).toBe(200)
    expect((await root.say('/logs level=trace limit=20')).text).toContain('The newest 20')
    told.push(root.said.at(-1)?.text ?? '')
    const audit = await server.operations.tokens.create('user:1', { name: 'x', scopes: ['logs'], expiresAtMs: null })
    if (audit.ok) expect(await ask('/api/v1/audit', { authorization: `Bearer ${audit.token}` })).toBe(200)
    for (const [n, text] of told.entries()) expectNoSecrets(text, `Answer ${n}`)
    expect(told).toHaveLength(12)
  })
})

describe('a process that meets what nobody expected', () => {
  /** When it is told to by a signal; or as soon as somebody would hear. */
  const onSignal = (how: string) => preload(`process.on('SIGUSR2', () => { ${how} })`)
  const onceHeard = (how: string) =>
    preload(`setInterval(() => { if (process.listenerCount('uncaughtException') > 0) { ${how} } }, 20)`)
  const preload = (source: string) => `--import=data:text/javascript,${encodeURIComponent(source)}`
  const error = 'new Error(`no ${process.env.BOT_TOKEN} at ${process.env.DATABASE_URL}`)'

  it.each([
    ['an exception', `throw ${error}`],
    ['a rejection that nobody handles', `Promise.reject(${error})`],
  ])('says so in one fatal line without secrets, and ends with 1: %s', async (_what, how) => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    const child = await ChildServer.start({
      ...server.env,
      DATABASE_URL: 'mongodb://somebody:Zuckerrohr-5@127.0.0.1:1/x?serverSelectionTimeoutMS=100',
      DATABASE_WHEN_AWAY: 'start',
      NODE_OPTIONS: onSignal(how),
    })
    await child.baseUrl()
    child.kill('SIGUSR2')
    expect(await child.exitCode()).toBe(1)
    const fatal = child.log.filter(({ level }) => level === 'fatal')
    expect(fatal).toEqual([expect.objectContaining({ msg: 'The process ends: this was not expected' })])
    expect(child.output.match(/at \*\*\*/g)).not.toBeNull()
    expect(child.output).not.toContain('Zuckerrohr')
  })

  it('does so where it is a command, on standard error, too', async () => {
    const server = await TestServer.create({ workers: 0 })
    await server.stop()
    await server.sim.faults.dcDown(2)
    const ran = await streambot(['link', 'create', '5'], {
      ...server.env,
      NODE_OPTIONS: onceHeard(`throw ${error}`),
    })
    expect(ran.exitCode).toBe(1)
    expect(ran.printed).toBe('')
    expect(JSON.parse(ran.told)).toMatchObject({
      level: 'fatal',
      err: { message: expect.stringContaining('***') as string },
    })
  })
})
