import type { Texts } from '../../texts.js'

export const commands: Texts['admins']['commands'] = {
  logs: 'was der Server protokolliert hat',
  broadcast: 'eine Nachricht an alle schicken (als Antwort darauf)',
  ban: 'jemanden sperren, mit Grund und Dauer',
  unban: 'eine Sperre aufheben',
  users: 'die Leute durchsehen',
  user: 'alles über eine Person',
  authorize: 'jemanden freigeben, mit eigenen Grenzen',
  deauthorize: 'eine Freigabe aufheben',
  revoke: 'einen Link beenden',
  token: 'Zugang zur API für Programme',
  memory: 'wer wie viel Arbeitsspeicher braucht',
  streams: 'laufende Downloads sehen und beenden',
  clients: 'wie es den Bots geht',
  settings: 'Einstellungen im laufenden Betrieb ändern',
  doctor: 'die Einrichtung prüfen',
  dashboard: 'eine Seite, die alles zeigt',
}
