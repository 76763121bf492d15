/** What every service gets: the world, who is listening, and the addresses of the data centres. */
import type { Dispatcher } from '../dispatcher.js'
import type { World } from '../world/world.js'
import type { UpdatesHub } from './updates/updates-hub.js'

export interface DcAddress {
  readonly id: number
  readonly host: string
  readonly port: number
}

export interface ServiceContext {
  readonly dispatcher: Dispatcher
  readonly world: World
  readonly hub: UpdatesHub
  /** A function because ports are known only after listening. */
  readonly dcs: () => readonly DcAddress[]
}
