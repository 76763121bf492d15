/** The whole list of what the simulated Telegram answers: one line per TL namespace. */
import type { Dispatcher } from '../dispatcher.js'
import type { SessionObserver } from '../mtproto/session.js'
import type { World } from '../world/world.js'
import { registerAccount } from './account/register.js'
import { registerAuth } from './auth/register.js'
import { registerBots } from './bots/register.js'
import { registerChannels } from './channels/register.js'
import { registerContacts } from './contacts/register.js'
import type { DcAddress } from './context.js'
import { registerHelp } from './help/register.js'
import { registerMessages } from './messages/register.js'
import { registerUpdates } from './updates/register.js'
import { UpdatesHub } from './updates/updates-hub.js'
import { registerUpload } from './upload/register.js'
import { registerUsers } from './users/register.js'

export interface Services {
  /** To be told of every session of every data centre: it pushes updates to them. */
  readonly sessions: SessionObserver
}

export function registerServices(
  dispatcher: Dispatcher,
  world: World,
  options: { dcs: () => readonly DcAddress[] },
): Services {
  const hub = new UpdatesHub(world)
  const context = { dispatcher, world, hub, dcs: options.dcs }
  registerHelp(context)
  registerAuth(context)
  registerAccount(context)
  registerUsers(context)
  registerContacts(context)
  registerUpdates(context)
  registerMessages(context)
  registerChannels(context)
  registerUpload(context)
  registerBots(context)
  return { sessions: hub }
}
