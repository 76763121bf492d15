import type { Texts } from '../../texts.js'

export const dashboard: Texts['admins']['dashboard'] = {
  open: 'Dashboard öffnen',
  wayIn: (moment) => `Der Knopf meldet dich am Dashboard an. Er gilt einmal, bis ${moment}.`,
  once: 'Gib ihn niemandem: Wer ihn zuerst öffnet, darf zwölf Stunden lang alles, was du darfst.',
  addressUnknown: (origin) =>
    [
      `Unter welcher Adresse andere diesen Server erreichen, weiß ich nicht. Der Knopf führt deshalb zu <code>${origin}</code>, und das geht nur in einem Browser auf dem Server selbst.`,
      'Setz <code>BASE_URL</code> auf seine Adresse, etwa <code>https://files.example.org</code>, und starte ihn neu.',
    ].join('\n'),
  off: 'Das Dashboard ist abgeschaltet. Wenn du es haben willst, setz <code>DASHBOARD=on</code> und starte den Server neu.',
}
