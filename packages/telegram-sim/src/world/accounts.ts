/** All people and bots. Bots are also created by the first login with a well-formed token. */
import type { QtsChange } from './account-update.js'
import type { Randomness } from '../clock.js'
import { RpcError } from '../rpc-error.js'
import type { Account, NewBot, NewUser } from './account.js'
import { ChangeLog } from './change-log.js'
import { Mailbox } from './mailbox.js'
import { userPeer } from './peer.js'
import type { Usernames } from './usernames.js'

const FIRST_USER_ID = 100_001
const FIRST_BOT_ID = 7_000_000_001
const TOKEN = /^(\d{1,15}):([A-Za-z0-9_-]{3,})$/
const TOKEN_SECRET_BYTES = 26

export type TokenRefusal = 'ACCESS_TOKEN_INVALID' | 'ACCESS_TOKEN_EXPIRED'

interface AccountsOptions {
  readonly randomness: Randomness
  readonly usernames: Usernames
  readonly homeDcId: number
  readonly logLimit: number
}

export class Accounts {
  readonly #options: AccountsOptions
  readonly #byId = new Map<number, Account>()
  readonly #byPhone = new Map<string, Account>()
  readonly #refusedTokens = new Map<string, TokenRefusal>()
  #nextUserId = FIRST_USER_ID
  #nextBotId = FIRST_BOT_ID

  constructor(options: AccountsOptions) {
    this.#options = options
  }

  createUser(user: NewUser = {}): Account {
    const id = this.#freeId(() => this.#nextUserId++)
    const phone = toDigits(user.phone ?? `99966${id}`)
    if (this.#byPhone.has(phone)) throw new RpcError(400, 'PHONE_NUMBER_OCCUPIED')
    const account = this.#add({
      ...this.#blank(id, user.homeDcId),
      isBot: false,
      firstName: user.firstName ?? `User ${id}`,
      lastName: user.lastName ?? null,
      username: user.username ?? null,
      phone,
      token: null,
      isPremium: user.premium ?? false,
      languageCode: user.languageCode ?? null,
      seesGroups: true,
    })
    this.#byPhone.set(phone, account)
    return account
  }

  createBot(bot: NewBot = {}): Account {
    const token = bot.token ?? this.#newToken()
    const id = Number(TOKEN.exec(token)?.[1])
    if (!Number.isSafeInteger(id) || id === 0 || this.#byId.has(id)) throw new RpcError(400, 'ACCESS_TOKEN_INVALID')
    return this.#add({
      ...this.#blank(id, bot.homeDcId),
      isBot: true,
      firstName: bot.firstName ?? bot.username ?? `Bot ${id}`,
      lastName: null,
      username: bot.username ?? this.#freeBotName(id),
      phone: null,
      token,
      isPremium: false,
      languageCode: null,
      seesGroups: bot.seesGroups ?? true,
    })
  }

  /** The bot of this token, created now if the token is well-formed and new. */
  loginBot(token: string): Account {
    const refusal = this.#refusedTokens.get(token)
    if (refusal) throw new RpcError(400, refusal)
    const id = Number(TOKEN.exec(token)?.[1])
    const known = this.#byId.get(id)
    if (!known) return this.createBot({ token })
    if (known.token !== token) throw new RpcError(400, 'ACCESS_TOKEN_INVALID')
    return known
  }

  refuseToken(token: string, refusal: TokenRefusal): void {
    this.#refusedTokens.set(token, refusal)
  }

  find(id: number): Account | null {
    return this.#byId.get(id) ?? null
  }

  findPhone(phone: string): Account | null {
    return this.#byPhone.get(toDigits(phone)) ?? null
  }

  get(id: number): Account {
    const account = this.#byId.get(id)
    if (!account) throw new RpcError(400, 'USER_ID_INVALID')
    return account
  }

  list(): Account[] {
    return [...this.#byId.values()]
  }

  #add(account: Account): Account {
    if (account.username !== null) this.#options.usernames.take(account.username, userPeer(account.id))
    this.#byId.set(account.id, account)
    return account
  }

  #blank(id: number, homeDcId: number | undefined) {
    return {
      id,
      homeDcId: homeDcId ?? this.#options.homeDcId,
      isDeleted: false,
      blocked: new Set<number>(),
      startedBy: new Set<number>(),
      mailbox: new Mailbox(this.#options.logLimit),
      rareChanges: new ChangeLog<QtsChange>(this.#options.logLimit),
    }
  }

  #newToken(): string {
    const secret = this.#options.randomness.bytes(TOKEN_SECRET_BYTES).toString('base64url')
    return `${this.#freeId(() => this.#nextBotId++)}:${secret}`
  }

  #freeId(next: () => number): number {
    let id = next()
    while (this.#byId.has(id)) id = next()
    return id
  }

  #freeBotName(id: number): string {
    const plain = `sim_${id}_bot`
    return this.#options.usernames.isFree(plain) ? plain : `sim_${id}_2_bot`
  }
}

function toDigits(phone: string): string {
  return phone.replace(/\D/g, '')
}
