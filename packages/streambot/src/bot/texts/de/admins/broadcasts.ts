import { escapeHtml } from '../../../../core/escape-html.js'
import type { Texts } from '../../texts.js'

export const broadcasts: Texts['admins']['broadcasts'] = {
  usage:
    'Schreib mir die Nachricht oder leite sie mir weiter, und antworte darauf mit <code>/broadcast</code>. Ohne deine Bestätigung geht nichts hinaus.',
  gone: 'Diese Nachricht gibt es nicht mehr. Bitte schick sie noch einmal, und antworte darauf mit <code>/broadcast</code>.',
  preview: (people) =>
    [
      `Die Nachricht, auf die du geantwortet hast, geht an <b>${people} Leute</b>: alle, die je mit mir geredet haben.`,
      'Wer nicht erreichbar ist, wird übergangen. Verschickt wird sie, wie sie dann ist, ohne deinen Namen.',
    ].join('\n'),
  send: (people) => `An ${people} senden`,
  drop: 'Lieber nicht',
  dropped: 'Es ging nichts hinaus.',
  busy: 'Es ist schon eine Nachricht an alle unterwegs. Frag mich noch einmal, wenn sie fertig ist.',
  starting: 'Es geht los.',
  running: '<b>Eine Nachricht ist zu allen unterwegs</b>',
  progress: (done, people, percent) => `${done} von ${people} Leuten (${percent} %)`,
  waits: (moment) => `Telegram lässt mich um ${moment} weitermachen.`,
  done: '<b>Die Nachricht ist bei allen</b>',
  cancelled: '<b>Die Nachricht wurde unterwegs gestoppt</b>',
  endedEarly: (reason) => `Warum: ${escapeHtml(reason)}`,
  sent: (count) => `Gesendet: ${count}`,
  unreachable: (count) => `Nicht erreichbar: ${count}`,
  failed: (count) => `Gescheitert: ${count}`,
  failure: (reason, count) => `• ${escapeHtml(reason)}: ${count}`,
  took: (span) => `Dauer: ${span}.`,
  cancel: 'Stoppen',
  stopped: 'Sie ist gestoppt.',
  overBefore: 'Sie war schon fertig.',
  unknown: 'Diese Nachricht gibt es nicht mehr.',
}
