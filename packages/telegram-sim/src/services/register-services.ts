/** The whole list of what the simulated Telegram answers: one line per TL namespace. */
import type { Dispatcher } from '../dispatcher.js'
import type { SessionObserver } from '../mtproto/session.js'
import type { World } from '../world/world.js'

export interface DcAddress {
  readonly id: number
  readonly host: string
  readonly port: number
}

export interface Services {
  /** To be told of every session of every data centre: it pushes updates to them. */
  readonly sessions: SessionObserver
}

/** `dcs` is a function because ports are known only after listening. */
export function registerServices(
  _dispatcher: Dispatcher,
  _world: World,
  _options: { dcs: () => readonly DcAddress[] },
): Services {
  throw new Error('not built yet')
}
