import { escapeHtml } from '../../../core/escape-html.js'
/** Choosing the language that the bot speaks. */

export const languages = {
  choose: 'Which language shall I speak with you?',
  asTelegram: 'As my Telegram',
  chosen: 'From now on I speak English with you.',
  chosenAsTelegram: 'From now on I speak the language of your Telegram, where I know it.',
  unknown: (code: string, known: readonly string[]) =>
    `I do not speak "${escapeHtml(code)}". These I do: ${known.map(escapeHtml).join(', ')}.`,
}
