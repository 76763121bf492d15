/** The check that holds every log of these journeys: a leak of each kind, in each way it may be written, is found. */
import { describe, expect, it } from 'vitest'
import { KeptSecrets } from './28.kept-secrets.js'

const TOKEN = 'q8Zt3Lw_xR0vN2mKc-7yBfGhJ4pS6dTa9uEiOo1lAWQXVn5rYkPzMbCe'
const KEY = Uint8Array.from({ length: 32 }, (_, n) => (n * 67 + 13) % 256)
const PASSWORD = 'wiese/7 "Öl"'

function known(): KeptSecrets {
  const secrets = new KeptSecrets()
  secrets.learn('a link', TOKEN)
  secrets.learn('a key', KEY)
  secrets.learn('a password', PASSWORD)
  secrets.learn('a short password', 'otter')
  return secrets
}

const foundIn = (text: string, isUnstruck = false) =>
  known()
    .leaksIn(text, isUnstruck)
    .map(({ what }) => what)

describe('what is found in a log', () => {
  it.each<[string, string]>([
    ['as it is', TOKEN],
    ['a piece of it, wherever it is cut', TOKEN.slice(17, 32)],
    ['its beginning', `GET ${TOKEN.slice(0, 16)}…`],
    ['its end', `…${TOKEN.slice(-16)}`],
    ['inside an error', JSON.stringify({ err: { message: `no such thing: ${TOKEN}.mp4`, stack: 'Error' } })],
    ['in Base64', Buffer.from(TOKEN).toString('base64')],
    ['in hex', Buffer.from(TOKEN).toString('hex')],
  ])('a link: %s', (_how, text) => {
    for (let shift = 0; shift < 7; shift++) expect(foundIn(`${'·'.repeat(shift)}${text} and more`)).toContain('a link')
  })

  it.each<[string, string]>([
    ['in hex', Buffer.from(KEY).toString('hex')],
    ['in Base64', Buffer.from(KEY).toString('base64')],
    ['for addresses', Buffer.from(KEY).toString('base64url')],
    ['as a Buffer in JSON', JSON.stringify({ key: Buffer.from(KEY) })],
    ['as bytes in JSON', JSON.stringify({ key: KEY })],
    ['a quarter of it', Buffer.from(KEY).toString('hex').slice(20, 36)],
  ])('a key: %s', (_how, text) => expect(foundIn(`{"key":${text}}`)).toContain('a key'))

  it.each<[string, string]>([
    ['as it is', `It is ${PASSWORD}.`],
    ['in an address', `?password=${encodeURIComponent(PASSWORD)}&x`],
    ['in JSON', JSON.stringify({ said: PASSWORD })],
    ['in Base64', Buffer.from(PASSWORD).toString('base64')],
  ])('what somebody chose: %s', (_how, text) => expect(foundIn(text)).toContain('a password'))

  it('a short word where it stands alone, and not in another', () => {
    expect(foundIn('{"text":"otter"}')).toEqual(['a short password'])
    expect(foundIn('an ottermann and a tr-otter')).toEqual([])
  })

  it.each<[string, string]>([
    ['the token of a bot', `123456789:${'Ab0-_'.repeat(7)}`],
    ['a token of the API', `sb_${'Ab0-_'.repeat(8)}abc`],
    ['a link', `/watch/${'Ab0-_'.repeat(10)}Ab`],
    ['a link in an address', `%2fdl%2F${'Ab0-_'.repeat(10)}Ab`],
    ['several links at once', `/b/${'Ab0-_'.repeat(8)}.zip`],
    ['a code for the dashboard', `/admin#login=${'Ab0-_'.repeat(9)}abc`],
    ['a database', 'mongodb+srv://root:hunter2@db.example.org/x'],
  ])('what nobody knows and looks like %s', (_what, text) => expect(foundIn(text)).toHaveLength(1))

  it('that somebody logged a secret which the logger struck out', () => {
    expect(foundIn('GET /dl/***')).toEqual([])
    expect(foundIn('GET /dl/***', true)).toEqual(['what the logger had to strike out'])
  })

  it('nothing where there is nothing', () => {
    const line = {
      level: 'info',
      time: '2026-11-26T00:00:00.000Z',
      subsystem: 'http',
      requestId: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
      linkId: '0123456789abcdef',
      route: '/dl/:token/:name',
      client: 'worker 1 (123456789)',
      msg: 'Stream ended: complete, mongodb://host/name is away',
    }
    expect(foundIn(JSON.stringify(line).repeat(100), true)).toEqual([])
  })
})
