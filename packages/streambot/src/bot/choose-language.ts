import type { Ask } from './ask.js'
import type { BotDeps } from './bot-deps.js'
import { LANGUAGES, textsFor } from './texts/texts.js'

export const AS_TELEGRAM = 'auto'

/** @returns what to say in the language that was chosen; null: the bot does not speak it. @throws StreamBotError store_unavailable */
export async function chooseLanguage({ people }: BotDeps, { sender }: Ask, code: string): Promise<string | null> {
  if (code === AS_TELEGRAM) {
    await people.chooseLanguage(sender.id, null)
    return textsFor(sender.languageCode).languages.chosenAsTelegram
  }
  if (!LANGUAGES.includes(code)) return null
  await people.chooseLanguage(sender.id, code)
  return textsFor(code).languages.chosen
}
