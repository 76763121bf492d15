import { describe, expect, it } from 'vitest'
import { readAdminIds, readWorkerTokens } from './bot-tokens.js'
import { EnvReader, type Env } from './env-reader.js'

function read(env: Env): { tokens: string[]; reader: EnvReader } {
  const reader = new EnvReader(env)
  return { tokens: readWorkerTokens(reader, '1:primary'), reader }
}

describe('readWorkerTokens', () => {
  it('reads lists with commas, spaces and line breaks, then MULTI_TOKEN1…n in numeric order', () => {
    const env = {
      ADDITIONAL_BOT_TOKENS: '2:b, 3:c  4:d\n,5:e',
      MULTI_TOKEN10: '10:j',
      MULTI_TOKEN2: '7:g',
      MULTI_TOKEN1: '6:f',
    }
    expect(read(env).tokens).toEqual(['2:b', '3:c', '4:d', '5:e', '6:f', '7:g', '10:j'])
  })

  it('takes each bot once and never the primary again, with a note', () => {
    const { tokens, reader } = read({ ADDITIONAL_BOT_TOKENS: '2:b 1:primary 2:newer' })
    expect(tokens).toEqual(['2:b'])
    expect(reader.notes).toHaveLength(2)
    expect(reader.problems).toEqual([])
  })

  it('names the entry that is no token, not its text', () => {
    const { reader } = read({ ADDITIONAL_BOT_TOKENS: '2:b nonsense', MULTI_TOKEN3: 'secret' })
    expect(reader.problems.map((problem) => problem.message)).toEqual([
      expect.stringMatching(/^ADDITIONAL_BOT_TOKENS entry 2 is not a bot token/),
      expect.stringMatching(/^MULTI_TOKEN3 is not a bot token/),
    ])
  })
})

describe('readAdminIds', () => {
  it('joins ADMINS and OWNER_ID, each person once', () => {
    expect(readAdminIds(new EnvReader({ ADMINS: '5,6 7', OWNER_ID: '6 8' }))).toEqual([5, 6, 7, 8])
  })

  it('refuses what is no user id', () => {
    const reader = new EnvReader({ ADMINS: '5 @me -7 0' })
    readAdminIds(reader)
    expect(reader.problems).toHaveLength(3)
  })
})
