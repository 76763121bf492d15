import type { Reply } from '../../ports/messenger.js'
import type { LinkName } from '../admin-actions.js'
import type { CommandAsk } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { brief } from '../cards/one-line.js'
import type { Command } from './command.js'
import { linksInText } from '../../core/links-in-text.js'
import { revokeLinks } from './revoke-links.js'

/** In groups as well, in answer to whoever gave a link out. */
export const revoke: Command = {
  name: 'revoke',
  audience: 'admins',
  place: 'anywhere',
  hasEffect: true,
  describe: (texts) => texts.admins.commands.revoke,
  run: (deps, ask) => {
    const { args, message } = ask
    if (args !== '') return revokeNamed(deps, ask)
    if (message.replyToId !== null) return revokeQuoted(deps, ask)
    return { html: ask.texts.admins.links.usage }
  },
}

/** Whoever names several means them all. */
async function revokeNamed(deps: BotDeps, ask: CommandAsk): Promise<Reply> {
  const { links } = ask.texts.admins
  const names = await namesIn(deps, ask.args)
  if (names.length > 0) return { html: await revokeLinks(deps, ask, names) }
  const [first = ''] = ask.args.split(/\s/, 1)
  return { html: links.notMine(brief(first)) }
}

async function revokeQuoted(deps: BotDeps, ask: CommandAsk): Promise<Reply> {
  const { links } = ask.texts.admins
  const { chatId, messageId } = ask.message
  const names = await namesInQuoted(deps, ask, chatId, messageId)
  if (names === null) return { html: links.gone }
  if (names.length === 0) return { html: links.noneInThere }
  if (names.length === 1) return { html: await revokeLinks(deps, ask, names) }
  const count = ask.texts.formats.number(names.length)
  return {
    html: links.several(count),
    buttons: [[ask.button(links.revokeAll(count), 'links.revoke', `${messageId}`)]],
  }
}

/** In what a message answers. null: that is gone. @throws StreamBotError store_unavailable, telegram_unavailable */
export async function namesInQuoted(
  deps: BotDeps,
  { signal }: Pick<CommandAsk, 'signal'>,
  chatId: number,
  messageId: number,
): Promise<LinkName[] | null> {
  const quoted = await deps.messenger.quote(chatId, messageId, signal)
  return quoted && namesIn(deps, quoted.text)
}

/** Each once: the addresses to download and to watch are one link. Those that nobody of us made are left out. */
async function namesIn({ actions }: BotDeps, text: string): Promise<LinkName[]> {
  const { tokens, ids } = linksInText(text)
  const names = new Map<string, LinkName>()
  for (const token of tokens) {
    const name = await actions.admin.nameOfToken(token)
    if (name) names.set(`${name.kind} ${name.id}`, name)
  }
  for (const id of ids) {
    const isBatch = (await actions.admin.findLink(id)) === null && (await actions.admin.findBatch(id)) !== null
    const kind = isBatch ? 'batch' : 'link'
    names.set(`${kind} ${id}`, { kind, id })
  }
  return [...names.values()]
}
