import { escapeHtml } from '../../../core/escape-html.js'
import type { Texts } from '../texts.js'

export const languages: Texts['languages'] = {
  choose: 'Welche Sprache soll ich mit dir sprechen?',
  asTelegram: 'Wie mein Telegram',
  chosen: 'Von jetzt an spreche ich Deutsch mit dir.',
  chosenAsTelegram: 'Von jetzt an spreche ich die Sprache deines Telegram, wenn ich sie kann.',
  unknown: (code, known) =>
    `„${escapeHtml(code)}“ spreche ich nicht. Diese Sprachen kann ich: ${known.map(escapeHtml).join(', ')}.`,
}
