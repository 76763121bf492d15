import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../config/config.js'
import { ENV_VARIABLES } from '../config/variables.js'
import { configuredSettings } from '../context/configured-settings.js'
import { describeTakes } from './setting-kinds.js'
import { findSettingName, kindOf, SETTING_NAMES } from './setting-table.js'

describe('the table of settings', () => {
  it('names variables, and no others', () => {
    const variables = ENV_VARIABLES.map(({ name }) => name)
    for (const name of SETTING_NAMES) expect(variables).toContain(name)
  })

  it('finds a setting in any case of letters', () => {
    expect(findSettingName(' max_links_per_day ')).toBe('MAX_LINKS_PER_DAY')
    expect(findSettingName('constructor')).toBeNull()
    expect(findSettingName('')).toBeNull()
  })

  it.each(SETTING_NAMES)('explains what %s takes', (name) => {
    const text = describeTakes(kindOf(name).takes)
    expect(text.length).toBeGreaterThan(8)
    expect(text).not.toContain('undefined')
  })

  /** One value each that is not the default, as `.env` has it. */
  const IN_ENV: Readonly<Record<string, string>> = {
    RATE_LIMITING: 'false',
    MAX_LINKS_PER_DAY: '7',
    AUTHORIZED_LINKS_PER_DAY: '8',
    UPLOADS_PER_MINUTE: '9',
    SERVICE_UPLOADS_PER_MINUTE: '10',
    REQUESTS_PER_MINUTE: '11',
    WRONG_LINKS_PER_HOUR: '12',
    BANDWIDTH_LIMITS: 'no',
    BANDWIDTH_LIMIT_GB: '13',
    USER_BANDWIDTH_LIMIT_GB: '14',
    BANDWIDTH_WHEN_USED_UP: 'cut',
    LINK_EXPIRY_SECONDS: '15',
    MAX_FILE_SIZE_BYTES: '16',
    ALLOWED_TYPES: 'Video/* .mkv',
    DENIED_TYPES: '.exe',
    MAX_BATCH_FILES: '17',
    CHANNEL_POST_BUTTONS: '1',
    ACCESS_MODE: 'owner-only',
    ALLOWED_USERS: '18 19',
    FORCE_SUBSCRIPTION: 'off',
    FORCE_SUB_CHANNEL: '@some_news -1001234567890',
    FORCE_SUB_WHEN_UNKNOWN: 'allow',
  }
  const needed = { API_ID: '1', API_HASH: '0'.repeat(32), BOT_TOKEN: '1:a', LOG_CHANNEL: '-1001234567890' }
  const valuesIn = (env: Record<string, string>) => {
    const loaded = loadConfig({ ...needed, ...env })
    if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join())
    return configuredSettings(loaded.config)
  }

  it.each(SETTING_NAMES)('takes for %s what the variable takes, and means the same', (name) => {
    const text = IN_ENV[name] ?? ''
    const configured = valuesIn({ [name]: text })[name]
    expect(kindOf(name).read(text)).toEqual({ ok: true, value: configured })
    expect(configured).not.toEqual(valuesIn({})[name])
  })

  it.each(SETTING_NAMES)('shows %s as it is by default, and reads that again', (name) => {
    const value = valuesIn({})[name]
    expect(kindOf(name).read(kindOf(name).show(value))).toEqual({ ok: true, value })
  })
})

describe('docs/configuration.md', () => {
  it('lists what can be changed while the server runs', () => {
    const text = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8')
    const [note = ''] = /\*\*Changed while running\.\*\*[^]*?\n- /.exec(text) ?? []
    expect([...note.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name)).toEqual(SETTING_NAMES)
  })
})
