/** The services over a fresh world, called straight through the dispatcher: everything of Telegram but the wire. */
import Long from 'long'
import type { tl } from '@mtcute/core'
import { seededRandomness } from '../clock.js'
import { Dispatcher, type Answer } from '../dispatcher.js'
import type { AuthKey, Session } from '../mtproto/session.js'
import type { Account } from '../world/account.js'
import { ManualClock } from '../clock.fixture.js'
import { World, type WorldOptions } from '../world/world.js'
import { registerServices, type Services } from './register-services.js'

const HOME_DC = 2
const DCS = [1, 2, 3].map((id) => ({ id, host: `127.0.0.${id + 1}`, port: 4430 + id }))

export class TestServices {
  readonly clock = new ManualClock()
  readonly dispatcher = new Dispatcher()
  readonly world: World
  readonly #services: Services
  #count = 0

  constructor(options: Omit<WorldOptions, 'clock' | 'randomness'> = {}) {
    const randomness = seededRandomness('services')
    this.world = new World({ clock: this.clock, randomness, homeDcId: HOME_DC, ...options })
    this.#services = registerServices(this.dispatcher, this.world, { dcs: () => DCS })
  }

  /** A client with a fresh key and session; logged in when an account is given. */
  client(account: Account | null = null, how: { dcId?: number; wantsUpdates?: boolean } = {}): TestClient {
    const { dcId = HOME_DC, wantsUpdates = true } = how
    const id = (++this.#count).toString(16).padStart(16, '0')
    const authKey = { id, dcId, accountId: account?.id ?? null }
    const client = new TestClient(this, authKey, wantsUpdates)
    this.#services.sessions.opened(client.session)
    return client
  }
}

export class TestClient {
  readonly pushed: tl.RawUpdates[] = []
  readonly session: Session
  readonly #services: TestServices
  readonly #authKey: AuthKey

  constructor(services: TestServices, authKey: AuthKey, wantsUpdates: boolean) {
    this.#services = services
    this.#authKey = authKey
    const push = (updates: object) => void this.pushed.push(updates as tl.RawUpdates)
    this.session = { id: authKey.id, authKey, layer: 227, apiId: 1, wantsUpdates, push }
  }

  async call<Call extends tl.RpcMethod>(
    request: Call,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Answer<Call['_']>> {
    const authKey = this.#authKey
    const caller = { dcId: authKey.dcId, authKey, session: this.session, signal }
    const answer: unknown = await this.#services.dispatcher.dispatch(caller, request)
    return answer
  }

  /** Sends a text; the answer's updates. */
  async say(peer: tl.TypeInputPeer, message: string): Promise<tl.RawUpdates> {
    const sent = await this.call({ _: 'messages.sendMessage', peer, message, randomId: freshRandomId() })
    return asUpdates(sent)
  }

  /** Everything pushed so far that is of this kind. */
  news<Name extends tl.TypeUpdate['_']>(name: Name): tl.FindByName<tl.TypeUpdate, Name>[] {
    return this.pushed.flatMap(({ updates }) => updates).filter((update) => isNamed(update, name))
  }
}

function isNamed<Name extends tl.TypeUpdate['_']>(
  update: tl.TypeUpdate,
  name: Name,
): update is tl.FindByName<tl.TypeUpdate, Name> {
  return update._ === name
}

let lastRandomId = 0

export function freshRandomId(): Long {
  return Long.fromNumber(++lastRandomId)
}

export function asUpdates(updates: tl.TypeUpdates): tl.RawUpdates {
  if (updates._ !== 'updates') throw new Error(`expected a container, not ${updates._}`)
  return updates
}

/** The one message among an answer's updates. */
export function sentMessage(updates: tl.TypeUpdates): tl.RawMessage {
  for (const update of asUpdates(updates).updates) {
    if ('message' in update && typeof update.message === 'object' && update.message._ === 'message')
      return update.message
  }
  throw new Error('no message among the updates')
}

/** How `viewer` names another account. */
export function inputPeerUser(world: World, viewer: Account, target: Account): tl.RawInputPeerUser {
  const accessHash = world.accessHashes.hashFor(viewer.id, 'user', target.id)
  return { _: 'inputPeerUser', userId: target.id, accessHash }
}

export function inputChannel(world: World, viewer: Account, channelId: number): tl.RawInputChannel {
  const accessHash = world.accessHashes.hashFor(viewer.id, 'channel', channelId)
  return { _: 'inputChannel', channelId, accessHash }
}

export function inputPeerChannel(world: World, viewer: Account, channelId: number): tl.RawInputPeerChannel {
  return { ...inputChannel(world, viewer, channelId), _: 'inputPeerChannel' }
}
