import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import type { BotDeps } from '../bot-deps.js'
import { doctorCard } from '../cards/doctor-card.js'
import type { Command } from './command.js'

export const doctor: Command = {
  name: 'doctor',
  audience: 'admins',
  place: 'private',
  describe: (texts) => texts.admins.commands.doctor,
  run: async (deps, ask) => {
    // Some questions are answered after seconds only.
    await deps.messenger.showWorking(ask.message.chatId, ask.signal).catch(() => {})
    return examine(deps, ask)
  },
}

export async function examine({ actions, clock }: BotDeps, ask: Ask): Promise<Reply> {
  return doctorCard(ask, await actions.admin.checkSetup(ask.signal), clock.now())
}
