import type { tl } from '@mtcute/core'
import type { Account } from '../../world/account.js'
import type { World } from '../../world/world.js'

export function toUserFull(world: World, viewer: Account, user: Account): tl.RawUserFull {
  const shared = world.channels.ofMember(viewer.id).filter((channel) => channel.members.has(user.id))
  return {
    _: 'userFull',
    id: user.id,
    blocked: viewer.blocked.has(user.id) || undefined,
    settings: { _: 'peerSettings' },
    notifySettings: { _: 'peerNotifySettings' },
    commonChatsCount: user === viewer ? 0 : shared.length,
    botInfo: user.isBot ? toBotInfo(world, user) : undefined,
  }
}

export function toBotInfo(world: World, bot: Account): tl.RawBotInfo {
  return {
    _: 'botInfo',
    userId: bot.id,
    commands: [...world.botSettings.commands(bot.id)],
    menuButton: world.botSettings.menuButton(bot.id, 0),
  }
}
