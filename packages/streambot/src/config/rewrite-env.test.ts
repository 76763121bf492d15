import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { loadConfig } from './config.js'
import { rewriteEnv } from './rewrite-env.js'

const PEER = `# My bot
API_ID=12345
API_HASH=${'a'.repeat(32)}   # secret

BOT_TOKEN="111:AAA-bbb_ccc"
MULTI_TOKEN2=333:ccc
MULTI_TOKEN1=222:bbb
BIN_CHANNEL=-1001234567890
OWNER_ID=42
FQDN=files.example.org
HAS_SSL=True
NO_PORT=True
PORT=9000
HOST=127.0.0.1
MONGODB_URI='mongodb://ada:pa%23ss@db/name'
FORCE_CHANNEL_ID=@news
WORKERS=4
RATE_LIMIT_PER_USER=5
SLEEP_THRESHOLD=60
`

/** What a server makes of it, but for where it has its names from. */
function meaning(text: string): unknown {
  const loaded = loadConfig({ ...parseEnv(text) })
  if (!loaded.ok) return loaded.problems
  const { config, secrets } = loaded
  const { names: _, ...rest } = config
  return { rest, secrets }
}

describe('a file of a similar bot', () => {
  it('has today’s names afterwards, and everything else where it was', () => {
    expect(rewriteEnv(PEER).text).toBe(`# My bot
API_ID=12345
API_HASH=${'a'.repeat(32)}   # secret

BOT_TOKEN="111:AAA-bbb_ccc"
ADDITIONAL_BOT_TOKENS="222:bbb 333:ccc"
# MULTI_TOKEN1 is in ADDITIONAL_BOT_TOKENS now
LOG_CHANNEL=-1001234567890
ADMINS=42
BASE_URL=https://files.example.org
# HAS_SSL is in BASE_URL now
# NO_PORT is in BASE_URL now
PORT=9000
BIND_ADDRESS=127.0.0.1
DATABASE_URL='mongodb://ada:pa%23ss@db/name'
FORCE_SUB_CHANNEL=@news
# WORKERS=4
# RATE_LIMIT_PER_USER=5
SLEEP_THRESHOLD=60
`)
  })

  it('says what became of each name, what is not understood, and no value', () => {
    const { changes, unknown } = rewriteEnv(PEER)
    expect(unknown).toEqual(['SLEEP_THRESHOLD'])
    expect(changes).toContainEqual({ from: 'BIN_CHANNEL', to: 'LOG_CHANNEL', note: 'renamed' })
    expect(changes).toContainEqual({
      from: 'MULTI_TOKEN1',
      to: 'ADDITIONAL_BOT_TOKENS',
      note: 'is in ADDITIONAL_BOT_TOKENS now',
    })
    expect(changes.find(({ from }) => from === 'WORKERS')?.note).toMatch(/^has no effect: /)
    expect(JSON.stringify(changes)).not.toMatch(/bbb|pa%23ss/)
  })

  it.each([
    ['as it was', PEER],
    [
      'with names of both kinds',
      `${PEER}ADMINS=7 8\nLOG_CHANNEL=-1009\nADDITIONAL_BOT_TOKENS=444:ddd\nBASE_URL=https://b.example\n`,
    ],
    [
      'with HOST as the public address',
      PEER.replace('HOST=127.0.0.1', 'HOST=https://host.example').replace(/FQDN.*\n/, ''),
    ],
    ['with a port in its address', PEER.replace('NO_PORT=True', 'NO_PORT=False')],
    ['from Windows', PEER.replaceAll('\n', '\r\n')],
    ['with export before each name', PEER.replace(/^(?=[A-Z])/gm, 'export ')],
  ])('means the same afterwards: %s', (_, text) => {
    expect(meaning(rewriteEnv(text).text)).toEqual(meaning(text))
  })

  it('that was rewritten is left alone', () => {
    const once = rewriteEnv(PEER).text
    expect(rewriteEnv(once)).toEqual({ text: once, changes: [], unknown: ['SLEEP_THRESHOLD'] })
  })

  it('keeps values over several lines, quotes, and line breaks as they are', () => {
    const text = 'TELEGRAM_DC_LIST="[\n{}\n]"\r\nBIN_CHANNEL = "-1005" # mine\r\nX=`a\nb`'
    expect(rewriteEnv(text).text).toBe('TELEGRAM_DC_LIST="[\n{}\n]"\r\nLOG_CHANNEL = "-1005" # mine\r\nX=`a\nb`')
  })
})
