import { inRows } from '../cards/in-rows.js'
import { brief } from '../cards/one-line.js'
import { AS_TELEGRAM, chooseLanguage } from '../choose-language.js'
import { LANGUAGES, textsFor } from '../texts/texts.js'
import type { Command } from './command.js'

const PER_ROW = 2

/** `/lang` asks, `/lang de` does it. */
export const lang: Command = {
  name: 'lang',
  audience: 'everybody',
  place: 'private',
  hasEffect: true,
  describe: (texts) => texts.people.commands.lang,
  run: async (deps, ask) => {
    const { languages } = ask.texts
    const code = ask.args.toLowerCase()
    if (code === '') {
      const buttons = LANGUAGES.map((known) => ask.button(textsFor(known).language, 'lang', known))
      const asTelegram = ask.button(languages.asTelegram, 'lang', AS_TELEGRAM)
      return { html: languages.choose, buttons: [...inRows(buttons, PER_ROW), [asTelegram]] }
    }
    const html = await chooseLanguage(deps, ask, code)
    return { html: html ?? languages.unknown(brief(ask.args), LANGUAGES) }
  },
}
