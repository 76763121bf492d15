import type { Texts } from '../texts.js'

export const subtitles: Texts['subtitles'] = {
  attached: (name, film) => `<b>${film}</b> wird jetzt mit diesen Untertiteln gezeigt: ${name}`,
  count: (count, max) => `Das sind ${count} von höchstens ${max}.`,
  takeOff: 'Wieder abnehmen',
  button: (count) => `Untertitel (${count})`,
  chooseToTakeOff: 'Dazu gehören diese Untertitel. Welche davon soll ich abnehmen?',
  takenOff: (name, film) =>
    `${name} gehört nicht mehr zu <b>${film}</b>. Schick die Datei noch einmal, wenn sie wieder dazu soll.`,
  offAlready: (film) => `Diese Untertitel gehörten schon nicht mehr zu <b>${film}</b>.`,
  filmOver:
    'Der Link zu diesem Film gilt nicht mehr. Schick mir den Film noch einmal, und als Antwort darauf die Untertitel.',
  none: (name) => `In ${name} finde ich keine Untertitel. Zu einem Film zeigen kann ich SRT, VTT, ASS und SSA.`,
  tooLarge: (max) => `Für Untertitel ist das zu groß: Sie haben höchstens ${max}.`,
  tooMany: (max) => `Dieser Film hat ${max} Dateien mit Untertiteln, mehr gehen nicht. Nimm erst eine davon ab.`,
  whichFilm:
    'Zu dieser Nachricht gehören mehrere Filme. Schick die Untertitel bitte als Antwort auf den einen, zu dem sie gehören.',
  hint: 'Damit diese Untertitel zu einem Film von dir gezeigt werden, schick sie als Antwort auf den Film oder auf meine Nachricht mit dem Link.',
}
