import { escapeHtml } from '../../../core/escape-html.js'
import type { Texts } from '../texts.js'

export const refusals: Texts['refusals'] = {
  bannedForGood: 'Du darfst diesen Bot nicht mehr benutzen.',
  bannedUntil: (moment) => `Bis ${moment} darfst du diesen Bot nicht benutzen.`,
  banReason: (reason) => `Der Grund: ${escapeHtml(reason)}`,
  ownerOnly: 'Dieser Bot arbeitet nur für seinen Betreiber.',
  notOnList: (userId) =>
    `Dieser Bot arbeitet nur für Leute auf seiner Liste. Bitte den Betreiber, dich aufzunehmen; deine Nummer ist <code>${userId}</code>.`,
  join: 'Ich arbeite nur für Mitglieder. Bitte tritt bei und drück dann auf „Noch einmal prüfen“:',
  joinThenRepeat: 'Ich arbeite nur für Mitglieder. Bitte tritt bei und frag mich dann noch einmal:',
  stillMissing: (channels) => `Du bist noch nicht in ${channels.join(', ')}.`,
  theChannel: 'dem Kanal',
  fileGone: 'Deine Datei finde ich nicht mehr. Bitte schick sie noch einmal.',
  filesGone: 'Deine Dateien finde ich nicht mehr. Bitte schick sie noch einmal.',
  joinButton: (title) => (title === null ? 'Dem Kanal beitreten' : `${title} beitreten`),
  checkAgain: 'Noch einmal prüfen',
  tryAgain: 'Noch einmal versuchen',
  privateChannel: 'ein privater Kanal',
  noInvitation: (channel) => `${channel} (bitte den Betreiber dieses Bots um eine Einladung)`,
  subscriptionUnknown:
    'Telegram sagt mir gerade leider nicht, ob du in meinem Kanal bist. Bitte schick die Datei in einer Minute noch einmal.',
  tooLarge: (size, max) =>
    `Diese Datei ist zu groß: ${size}, und hier werden Dateien bis ${max} angenommen. Bitte schick eine kleinere.`,
  typeNotAllowed: (type) => `Dateien dieser Art (${escapeHtml(type)}) werden hier nicht angenommen.`,
  allowedTypes: (types) => `Angenommen werden: ${types}.`,
  moreTypes: (count) => `… und ${count} weitere`,
  moreChannels: (count) => `… und ${count} weitere.`,
  tooManyLinks: (wait) =>
    `Du hast in 24 Stunden so viele Links gemacht, wie du darfst. Der nächste ist in ${wait} möglich.`,
  tooManyUploads: (wait) =>
    `Das war schnell! Die nächste Datei von dir nehme ich in ${wait}. Bitte schick diese dann noch einmal.`,
  serviceBusy: (wait) => `Gerade schicken viele Leute Dateien. Bitte schick diese in ${wait} noch einmal.`,
}
