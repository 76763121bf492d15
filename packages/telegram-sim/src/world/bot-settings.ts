/** What bots tell Telegram about themselves: command lists per scope and language, the menu button. */
import type { tl } from '@mtcute/core'

export class BotSettings {
  readonly #commands = new Map<string, readonly tl.TypeBotCommand[]>()
  readonly #menuButtons = new Map<string, tl.TypeBotMenuButton>()

  setCommands(botId: number, scope: string, language: string, commands: readonly tl.TypeBotCommand[]): void {
    this.#commands.set(`${botId}/${scope}/${language}`, commands)
  }

  commands(botId: number, scope = 'botCommandScopeDefault', language = ''): readonly tl.TypeBotCommand[] {
    return this.#commands.get(`${botId}/${scope}/${language}`) ?? []
  }

  /** `userId` 0 is the bot's default for everybody. */
  setMenuButton(botId: number, userId: number, button: tl.TypeBotMenuButton): void {
    this.#menuButtons.set(`${botId}/${userId}`, button)
  }

  menuButton(botId: number, userId: number): tl.TypeBotMenuButton {
    const own = this.#menuButtons.get(`${botId}/${userId}`) ?? this.#menuButtons.get(`${botId}/0`)
    return own ?? { _: 'botMenuButtonDefault' }
  }
}
