/** What a supervisor does about a bot, done through the client library. */
import { boundedCall } from '../bounded-call.js'
import { explainLogin } from '../telegram-error.js'
import { BotClient, type DataOptions } from './bot-client.js'
import { connectBot, type BotCredentials, type ConnectOptions } from './connect-bot.js'
import { requireLogChannel } from './log-channel-access.js'
import { signIn } from './sign-in.js'
import type { SupervisedBot } from './supervised-client.js'

const LOGIN_TIMEOUT_MS = 20_000

export interface TelegramBotOptions extends ConnectOptions {
  /** Bare channel id, without -100. */
  readonly logChannelId: number
  readonly data: DataOptions
}

export class TelegramBot implements SupervisedBot<BotClient> {
  constructor(
    private readonly credentials: BotCredentials,
    private readonly options: TelegramBotOptions,
  ) {}

  get name(): string {
    return this.credentials.name
  }

  async connect(forgetKeys: boolean, signal: AbortSignal): Promise<BotClient> {
    const { client, base } = await connectBot(this.credentials, this.options, forgetKeys, signal)
    const bot = new BotClient(this.name, client, base, this.options.logChannelId, this.options.data)
    bot.warm()
    return bot
  }

  /** One call shows that the connection works, the login counts and the bot is still where the files are. */
  async probe({ client }: BotClient, signal: AbortSignal): Promise<void> {
    const needs = this.credentials.inbox ? 'post' : 'read'
    await requireLogChannel(client, this.options.logChannelId, needs, this.name, signal)
  }

  async logIn(bot: BotClient, signal: AbortSignal): Promise<void> {
    const { client, base } = bot
    try {
      await boundedCall(signal, LOGIN_TIMEOUT_MS, ({ abortSignal }) =>
        signIn(client, this.credentials.token, abortSignal),
      )
    } catch (error) {
      signal.throwIfAborted()
      throw explainLogin(error, this.name)
    }
    bot.loggedInAnew()
    // What people wrote while nobody was logged in was sent to nobody.
    base.updates?.catchUp()
  }

  watch({ client }: BotClient, onConnection: (isUp: boolean) => void): void {
    client.onConnectionState.add((state) => {
      if (state === 'connected') onConnection(true)
      else if (state === 'connecting' || state === 'offline') onConnection(false)
    })
  }
}
