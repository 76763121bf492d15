/** Who is in the demo's Telegram: a person, the bot, its workers and the log channel they all may post to. */
import type { Account, Channel, World } from '@streambot/telegram-sim'

export interface People {
  readonly person: Account
  readonly bot: Account
  readonly workers: readonly Account[]
  readonly logChannel: Channel
}

export function createPeople(world: World, workerCount: number): People {
  const owner = world.createUser({ firstName: 'Owner' })
  const person = world.createUser({ firstName: 'Ada', username: 'ada' })
  const bot = world.createBot({ firstName: 'StreamBot', username: 'streambot_demo_bot' })
  const workers = Array.from({ length: workerCount }, (_, i) =>
    world.createBot({ firstName: `Worker ${i + 1}`, username: `streambot_worker_${i + 1}_bot` }),
  )
  const logChannel = world.createChannel({ title: 'StreamBot log', creatorId: owner.id })
  for (const { id } of [bot, ...workers])
    world.promote(logChannel.id, id, ['postMessages', 'editMessages', 'deleteMessages'])
  return { person, bot, workers, logChannel }
}

export function tokenOf({ id, token }: Account): string {
  if (token === null) throw new Error(`Account ${id} is not a bot`)
  return token
}
