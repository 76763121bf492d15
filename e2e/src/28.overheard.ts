/**
 * The secrets of a test, learned from its world: what bots tell people, what people answer to "password?", what requests show and answers give, what
 * settings and data directories hold. One memory for each file of tests, whose servers tell each other's secrets apart as little as a log would.
 */
import { subscribe } from 'node:diagnostics_channel'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { ChatMessage, TelegramSim } from '@streambot/telegram-sim'
import openDatabase from 'better-sqlite3'
import { KeptSecrets, type Leak } from './28.kept-secrets.js'

const MAX_BODY_BYTES = 16 * 1024
/** Names of fields, in queries, forms and JSON, whose values open something. */
const OPENING = ['password', 'code', 'token']
const TOKEN_VARIABLES = ['API_HASH', 'LOGS_ACCESS_TOKEN', 'METRICS_TOKEN']

const kept = new KeptSecrets()
const SHOWN = 'what a request showed'

/** @throws Error with what stands in the text and opens something. @param isUnstruck also where the logger had to strike something out */
export function expectNoSecrets(text: string, where: string, isUnstruck = false): void {
  const leaks = kept.leaksIn(text, isUnstruck)
  if (leaks.length === 0) return
  throw new Error(`${where} tells secrets:\n${leaks.map(describe).join('\n')}`)
}

/** From settings as an operator writes them. */
export function learnEnv(env: Readonly<Record<string, string>>): void {
  for (const name of TOKEN_VARIABLES) if (env[name]) kept.learn(name, env[name])
  for (const value of Object.values(env)) {
    for (const [, token = ''] of value.matchAll(/\b\d{5,20}:([\w-]{30,})/g)) kept.learn('the token of a bot', token)
    const [, password] = /^mongodb(?:\+srv)?:\/\/[^:@/]*:([^@/]+)@/.exec(value) ?? []
    if (password !== undefined) kept.learn('the password of a database', password)
  }
}

/** What a server keeps where it runs: keys that sign links, keys of its sessions with Telegram. */
export function learnDirectory(directory: string): void {
  const keys = join(directory, 'link-keys.json')
  if (existsSync(keys)) {
    for (const [, key = ''] of readFileSync(keys, 'utf8').matchAll(/"secret":"([^"]+)"/g)) {
      kept.learn('a key that signs links', Buffer.from(key, 'base64'))
    }
  }
  const sessions = join(directory, 'sessions')
  if (!existsSync(sessions)) return
  for (const name of readdirSync(sessions)) if (name.endsWith('.session')) learnSession(join(sessions, name))
}

function learnSession(path: string): void {
  try {
    const database = openDatabase(path, { readonly: true })
    const rows = database.prepare('select key from auth_keys').all() as { key: Uint8Array }[]
    database.close()
    for (const { key } of rows) kept.learn('a key of a session with Telegram', key)
  } catch {
    // A test has put something else there.
  }
}

/** What is said in the chats with bots from now on. */
export function overhear({ world }: TelegramSim): void {
  /** By person and chat: the bot asked for a password. */
  const asked = new Set<string>()
  for (const { token } of world.listAccounts()) if (token !== null) learnEnv({ token })
  world.onMessage((viewerId, message) => {
    if (world.account(viewerId).token !== null) return // the person sees the same
    const chat = `${viewerId} ${JSON.stringify(message.chat)}`
    if (!message.out) {
      kept.learnFrom('what a bot told somebody', textsOf(message))
      if (/passwor[dt]/i.test(message.text)) asked.add(chat)
      else asked.delete(chat)
    } else if (asked.has(chat) && !message.text.startsWith('/') && message.media === null) {
      kept.learn('an answer to "password?"', message.text)
    }
  })
}

function textsOf({ text, entities, buttons }: ChatMessage): string {
  const links = entities.flatMap((it) => ('url' in it ? [it.url] : []))
  const pressed = buttons.flat().flatMap((it) => {
    if ('url' in it) return [it.url]
    return 'copyText' in it ? [it.copyText] : []
  })
  return [text, ...links, ...pressed].join('\n')
}

/** Servers of this process, whoever asks them. */
subscribe('http.server.request.start', (event) => {
  const { request, response } = event as { request: IncomingMessage; response: ServerResponse }
  learnAddress(request.url ?? '')
  learnHeaders(request.headers)
  overhearBody(request)
  response.once('close', () => learnCookies([response.getHeader('set-cookie') ?? []].flat().map(String)))
})

/** Those of other processes, asked from here. */
subscribe('http.client.request.start', (event) => {
  const { request } = event as { request: { path: string; getHeaders(): IncomingHttpHeaders } }
  learnAddress(request.path)
  learnHeaders(request.getHeaders())
})

subscribe('undici:request:create', (event) => {
  const { request } = event as { request: { path: string; headers: string | readonly string[] } }
  learnAddress(request.path)
  learnHeaders(pairsOf(request.headers))
})

subscribe('undici:request:headers', (event) => {
  const { response } = event as { response: { headers: readonly Buffer[] } }
  const texts = response.headers.map(String)
  learnCookies(texts.filter((_, at) => texts[at - 1]?.toLowerCase() === 'set-cookie'))
})

function learnAddress(url: string): void {
  kept.learnFrom(SHOWN, url)
  if (!url.includes('?')) return
  const query = new URLSearchParams(url.slice(url.indexOf('?')))
  for (const [name, value] of query) if (OPENING.includes(name)) kept.learn(SHOWN, value)
}

function learnHeaders({ authorization = '', cookie = '' }: IncomingHttpHeaders): void {
  const [, scheme = '', shown = ''] = /^(\w+) +(\S+)/.exec(authorization) ?? []
  if (/^basic$/i.test(scheme)) {
    const said = Buffer.from(shown, 'base64').toString()
    kept.learn(SHOWN, shown)
    kept.learn(SHOWN, said.slice(said.indexOf(':') + 1))
  } else if (shown !== '') kept.learn(SHOWN, shown)
  learnCookies(cookie.split(';'))
}

function learnCookies(cookies: readonly string[]): void {
  for (const cookie of cookies) {
    const [, value = ''] = /^\s*[\w-]+=([^;]*)/.exec(cookie) ?? []
    kept.learn('a cookie', value)
  }
}

/** As it comes in, without taking it away from whoever reads it. */
function overhearBody(request: IncomingMessage): void {
  const push = request.push.bind(request)
  const pieces: Buffer[] = []
  let bytes = 0
  request.push = (piece: unknown, encoding?: BufferEncoding) => {
    if (piece instanceof Buffer && bytes < MAX_BODY_BYTES) pieces.push(piece)
    if (piece instanceof Buffer) bytes += piece.byteLength
    if (piece === null && bytes <= MAX_BODY_BYTES) learnBody(Buffer.concat(pieces).toString())
    return push(piece, encoding)
  }
}

function learnBody(body: string): void {
  const fields = body.startsWith('{') ? fieldsOf(body) : [...new URLSearchParams(body)]
  for (const [name, value] of fields) {
    if (OPENING.includes(name) && typeof value === 'string') kept.learn(SHOWN, value)
  }
}

function fieldsOf(body: string): [string, unknown][] {
  try {
    return Object.entries(JSON.parse(body) as object)
  } catch {
    return []
  }
}

/** Lists of names and values, or lines. */
function pairsOf(headers: string | readonly string[]): IncomingHttpHeaders {
  const flat = typeof headers === 'string' ? headers.split(/: |\r\n/) : headers
  const names = flat.filter((_, at) => at % 2 === 0)
  return Object.fromEntries(names.map((name, at) => [name.toLowerCase(), flat[2 * at + 1] ?? '']))
}

function describe({ what, where }: Leak): string {
  return `- ${what}: …${where.replaceAll('\n', ' ')}…`
}
