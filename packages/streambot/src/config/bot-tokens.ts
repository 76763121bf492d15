/** Bot tokens and admins: lists people write with commas, spaces or one variable each. */
import { splitList } from '../core/split-list.js'
import type { EnvReader } from './env-reader.js'
import { readUserIds } from './id-list.js'

const TOKEN_PATTERN = /^\d+:[A-Za-z0-9_-]+$/
const HINT = 'it should look like 123456789:AAbbCC…; copy it again from @BotFather'

export function readBotToken(reader: EnvReader): string | null {
  const token = reader.required('BOT_TOKEN', reader.text('BOT_TOKEN'))
  if (token === null || TOKEN_PATTERN.test(token)) return token
  reader.invalid('BOT_TOKEN', `is not a bot token: ${HINT}`)
  return null
}

/** Each bot once, and never the primary again: two clients of one bot take each other's updates. */
export function readWorkerTokens(reader: EnvReader, primaryToken: string | null): string[] {
  const listed = splitList(reader.text('ADDITIONAL_BOT_TOKENS')).map((token, at) => ({
    name: 'ADDITIONAL_BOT_TOKENS',
    label: `entry ${at + 1} `,
    token,
  }))
  const tokens = new Map<string, string>()
  for (const { name, label, token } of [...listed, ...readNumberedTokens(reader)]) {
    const botId = botIdOf(token)
    if (!TOKEN_PATTERN.test(token)) {
      reader.invalid(name, `${label}is not a bot token: ${HINT}`)
    } else if (tokens.has(botId) || botId === botIdOf(primaryToken ?? '')) {
      reader.notes.push(`${name} ${label}repeats bot ${botId} and is ignored`)
    } else {
      tokens.set(botId, token)
    }
  }
  return [...tokens.values()]
}

function readNumberedTokens(reader: EnvReader): { name: string; label: string; token: string }[] {
  const names = reader.namesMatching(/^MULTI_TOKEN\d+$/).sort((a, b) => numberIn(a) - numberIn(b))
  if (names.length > 0) reader.noteAlias('MULTI_TOKEN1…n', 'ADDITIONAL_BOT_TOKENS')
  return names.map((name) => ({ name, label: '', token: reader.text(name) ?? '' }))
}

export function readAdminIds(reader: EnvReader): number[] {
  if (reader.text('OWNER_ID') !== null) reader.noteAlias('OWNER_ID', 'ADMINS')
  return readUserIds(reader, 'ADMINS', 'OWNER_ID')
}

/** The part before the colon: public, and the same for every token the bot ever had. */
function botIdOf(token: string): string {
  return token.split(':')[0] ?? ''
}

function numberIn(name: string): number {
  return Number(name.replace(/\D/g, ''))
}
