/**
 * bots.*: command lists by scope and language, the menu button.
 * Out of scope: names and descriptions, default rights, mini apps, everything about managing bots as a person.
 */
import type { tl } from '@mtcute/core'
import { RpcError } from '../../rpc-error.js'
import type { Account } from '../../world/account.js'
import type { World } from '../../world/world.js'
import { peerKey } from '../../world/peer.js'
import { requireBot } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { resolvePeer, resolveUser } from '../input-peers.js'

const COMMAND = /^[a-z0-9_]{1,32}$/
const COMMANDS_MAX = 100
const DESCRIPTION_MAX = 256

export function registerBots({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('bots.setBotCommands', (caller, request) => {
    const bot = requireBot(world, caller)
    for (const command of request.commands) assertCommand(command)
    if (request.commands.length > COMMANDS_MAX) throw new RpcError(400, 'BOT_COMMANDS_TOO_MUCH')
    world.botSettings.setCommands(bot.id, scopeKey(world, bot, request.scope), request.langCode, request.commands)
    return true
  })

  dispatcher.register('bots.getBotCommands', (caller, request) => {
    const bot = requireBot(world, caller)
    return [...world.botSettings.commands(bot.id, scopeKey(world, bot, request.scope), request.langCode)]
  })

  dispatcher.register('bots.resetBotCommands', (caller, request) => {
    const bot = requireBot(world, caller)
    world.botSettings.setCommands(bot.id, scopeKey(world, bot, request.scope), request.langCode, [])
    return true
  })

  dispatcher.register('bots.setBotMenuButton', (caller, request) => {
    const bot = requireBot(world, caller)
    world.botSettings.setMenuButton(bot.id, menuUserId(world, bot, request.userId), request.button)
    return true
  })

  dispatcher.register('bots.getBotMenuButton', (caller, request) => {
    const bot = requireBot(world, caller)
    return world.botSettings.menuButton(bot.id, menuUserId(world, bot, request.userId))
  })
}

function assertCommand({ command, description }: tl.TypeBotCommand): void {
  if (!COMMAND.test(command)) throw new RpcError(400, 'BOT_COMMAND_INVALID')
  const isDescribed = description.length > 0 && description.length <= DESCRIPTION_MAX
  if (!isDescribed) throw new RpcError(400, 'BOT_COMMAND_DESCRIPTION_INVALID')
}

function scopeKey(world: World, bot: Account, scope: tl.TypeBotCommandScope): string {
  if (!('peer' in scope)) return scope._
  const peer = peerKey(resolvePeer(world, bot, scope.peer))
  return 'userId' in scope ? `${scope._}/${peer}/${resolveUser(world, bot, scope.userId).id}` : `${scope._}/${peer}`
}

/** The empty user stands for everybody. */
function menuUserId(world: World, bot: Account, input: tl.TypeInputUser): number {
  return input._ === 'inputUserEmpty' ? 0 : resolveUser(world, bot, input).id
}
