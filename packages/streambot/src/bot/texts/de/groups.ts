import type { Texts } from '../texts.js'

export const groups: Texts['groups'] = {
  inPrivate:
    'Hier brauchst du keinen Befehl: Schick mir die Datei oder leite sie mir weiter. In einer Gruppe antwortest du mit ' +
    '/link auf eine Nachricht mit einer Datei, und ich gebe dir einen Link dazu.',
  howTo: (max) =>
    'Antworte mit /link auf eine Nachricht mit einer Datei, und ich gebe dir einen Link dazu. /link 3 nimmt auch die ' +
    `Dateien der nächsten zwei Nachrichten dazu, insgesamt bis zu ${max}.`,
  noFile: 'In dieser Nachricht ist keine Datei.',
  noFiles: 'In diesen Nachrichten ist keine Datei.',
  gone: 'Diese Nachricht ist weg, oder Telegram zeigt sie mir nicht.',
}
