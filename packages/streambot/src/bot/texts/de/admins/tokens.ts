import { escapeHtml } from '../../../../core/escape-html.js'
import type { Texts } from '../../texts.js'

export const tokens: Texts['admins']['tokens'] = {
  title: (count) => `<b>Tokens der API: ${count}</b>`,
  none: 'Es gibt keine Tokens der API.',
  usage: (scopes) =>
    [
      'Ein neues: <code>/token Name Bereiche Ablauf</code>, etwa <code>/token grafana stats,logs 90d</code>.',
      `Bereiche: ${escapeHtml(scopes)}, oder all. Ohne Angabe ist es stats. Ohne Ablauf gilt es, bis es widerrufen wird.`,
    ].join('\n'),
  line: (name, scopes) => `<b>${name}</b>: ${escapeHtml(scopes)}`,
  made: (moment) => `gemacht ${moment}`,
  used: (moment) => `zuletzt benutzt ${moment}`,
  neverUsed: 'nie benutzt',
  until: (moment) => `bis ${moment}`,
  over: (moment) => `abgelaufen ${moment}`,
  created: (name, scopes) =>
    `<b>${name}</b> ist gemacht, für ${escapeHtml(scopes)}. Kopier es jetzt, ich behalte es nicht:`,
  worksUntil: (moment) => `Es gilt bis ${moment}.`,
  worksForGood: 'Es gilt, bis es widerrufen wird.',
  hide: 'Ich habe es, ausblenden',
  copy: 'Kopieren',
  hidden: (name) =>
    `<b>${name}</b> ist gemacht. Es wird nicht mehr gezeigt; wer es verliert, widerruft es und macht ein neues.`,
  revoke: (number) => `${number} widerrufen`,
  revokeIt: 'Widerrufen',
  revoked: 'Damit kommt niemand mehr hinein.',
  gone: 'Dieses Token gibt es nicht mehr.',
  refusals: {
    badName: (max) => `Ein Name hat 1 bis ${max} Zeichen.`,
    unknownScope: (scope, scopes) =>
      `Einen Bereich ${escapeHtml(scope)} gibt es nicht. Es gibt ${escapeHtml(scopes)}, oder all.`,
    inThePast: 'Dieser Zeitpunkt ist vorbei.',
    tooMany: (max) =>
      `Es gibt ${max} Tokens, und mehr dürfen es nicht werden. Widerruf erst welche: <code>/token</code>.`,
    twoExpiries: (one, other) =>
      `Soll es ${escapeHtml(one)} sein oder ${escapeHtml(other)}? Ein Token läuft nur einmal ab.`,
  },
}
