import type { SetupSubject } from '../../../../actions/setup-findings.js'
import type { Texts } from '../../texts.js'

const bot = ({ bot: name, username }: { readonly bot: string; readonly username: string | null }) =>
  username === null ? name : `${name} (@${username})`

const because = ({ reason }: { readonly reason: string | null }) => (reason === null ? '' : `: ${reason}`)

const findings: Texts['admins']['setup']['findings'] = {
  bot_ready: (about) => `${bot(about)} kann den Log-Kanal „${about.title}“ benutzen.`,
  bot_not_in_log_channel: (about) => `${bot(about)} ist nicht im Log-Kanal ${about.logChannel}.`,
  bot_not_an_admin: (about) => `${bot(about)} ist kein Administrator des Log-Kanals „${about.title}“.`,
  bot_may_not_post: (about) => `${bot(about)} darf im Log-Kanal „${about.title}“ nichts posten.`,
  bot_starting: (about) => `${bot(about)} startet gerade.`,
  bot_told_to_wait: (about) => `${bot(about)} soll laut Telegram warten${because(about)}.`,
  bot_unreachable: (about) => `${bot(about)} kann nicht ausliefern${because(about)}.`,
  bot_banned: (about) => `${bot(about)} ist von Telegram gesperrt${because(about)}.`,

  log_channel_no_number: ({ logChannel }) => `LOG_CHANNEL ist ${logChannel}, und das ist keine Zahl.`,
  log_channel_lacks_minus: ({ logChannel, meant }) =>
    `LOG_CHANNEL ist ${logChannel}; da fehlt das Minus, gemeint ist wohl ${meant}.`,
  log_channel_number_of_group: ({ logChannel, meant }) =>
    `LOG_CHANNEL ist ${logChannel}, die Nummer einer Gruppe; gemeint ist wohl ${meant}.`,
  log_channel_impossible: ({ logChannel }) => `LOG_CHANNEL ist ${logChannel}, und so eine Nummer hat kein Kanal.`,
  log_channel_seen_by_nobody: ({ logChannel }) =>
    `Keiner der Bots sieht einen Kanal ${logChannel}: LOG_CHANNEL ist falsch, oder dort ist kein Bot dabei.`,
  log_channel_is_a_group: ({ title }) =>
    `Der Log-Kanal „${title}“ ist eine Gruppe: Alle darin können schreiben und die Dateien sehen.`,

  base_url_ready: ({ url }) => `Links beginnen mit ${url}, und das führt hierher.`,
  base_url_unset: ({ url }) =>
    `BASE_URL ist nicht gesetzt. Links beginnen mit ${url}, was nur auf diesem Rechner geht.`,
  base_url_of_this_machine: ({ url }) => `BASE_URL ist ${url}, was nur auf diesem Rechner geht.`,
  base_url_of_this_network: ({ url }) => `BASE_URL ist ${url}, was nur in diesem Netz geht.`,
  base_url_without_tls: ({ url }) =>
    `BASE_URL ist ${url}, also nicht https: Unterwegs kann jeder mitlesen, und Browser warnen.`,
  base_url_redirects: ({ url, to }) =>
    `BASE_URL ist ${url} und leitet weiter zu ${to}: Jede Anfrage macht einen Umweg.`,
  base_url_of_another_server: ({ url, status }) =>
    `BASE_URL ist ${url}, und dort antwortet ein anderer Server (mit ${status}): Links führen zu ihm.`,
  base_url_not_passed_on: ({ url, status }) =>
    `BASE_URL ist ${url}, und dort antwortet ein Proxy, der diesen Server nicht erreicht (mit ${status}).`,
  base_url_unknown_host: ({ url, host }) => `BASE_URL ist ${url}, und einen Rechner ${host} kennt niemand.`,
  base_url_bad_certificate: (about) =>
    `BASE_URL ist ${about.url}, und dessen Zertifikat taugt nichts${because(about)}.`,
  base_url_unreachable: (about) =>
    `BASE_URL ist ${about.url}, und dort antwortet von hier aus gesehen nichts${because(about)}.`,

  subscription_ready: ({ channel, title }) => `Der Bot sieht, wer in „${title}“ (${channel}) ist.`,
  subscription_unseen: ({ channel }) => `FORCE_SUB_CHANNEL nennt ${channel}, und dort ist der Bot nicht.`,
  subscription_not_an_admin: ({ channel, title }) =>
    `FORCE_SUB_CHANNEL nennt „${title}“ (${channel}); dort ist der Bot kein Administrator und sieht nicht, wer dabei ist.`,
  subscription_unknown: (about) =>
    `Telegram sagt nicht, ob der Bot sehen darf, wer in ${about.channel} ist${because(about)}.`,

  database_ready: ({ name }) => `Die Datenbank antwortet: ${name}.`,
  database_away: (about) => `Die Datenbank antwortet nicht: ${about.name}${because(about)}.`,

  clock_ready: () => 'Die Uhr geht richtig.',
  clock_off: ({ aheadMs }) =>
    `Die Uhr dieses Rechners geht ${Math.abs(Math.round(aheadMs / 1000))} Sekunden ${aheadMs > 0 ? 'vor' : 'nach'}.`,
  clock_unknown: (about) => `Telegram sagt nicht, ob die Uhr richtig geht${because(about)}.`,

  old_name: ({ used, name }) => `${used} ist ein alter Name für ${name}.`,
  name_without_effect: ({ name }) => `${name} ist gesetzt und bewirkt in dieser Version nichts.`,

  check_took_too_long: ({ check }) => `${subjects[check]} zu prüfen hat zu lange gedauert.`,
  check_failed: (about) => `${subjects[about.check]} zu prüfen ist gescheitert${because(about)}.`,
}

const subjects: Readonly<Record<SetupSubject, string>> = {
  bots: 'Die Bots',
  log_channel: 'Den Log-Kanal',
  base_url: 'BASE_URL',
  subscription: 'FORCE_SUB_CHANNEL',
  database: 'Die Datenbank',
  clock: 'Die Uhr',
  configuration: 'Die Konfiguration',
}

const fixes: Texts['admins']['setup']['fixes'] = {
  promote_bot: 'Im Kanal: Administratoren, Administrator hinzufügen, den Bot unter seinem @Namen suchen.',
  allow_posting: 'Im Kanal: Administratoren, der Bot, „Nachrichten posten“ einschalten.',
  wait: 'Das geht von selbst vorbei.',
  read_reason: 'Was hilft, hängt vom Grund ab.',
  replace_bot: 'Mach mit @BotFather einen neuen Bot, setz sein Token an die Stelle von diesem und starte neu.',
  correct_log_channel:
    'Leite einen Beitrag des Kanals an @userinfobot weiter, trag die Nummer, die er nennt (-100…), in LOG_CHANNEL ein und starte neu.',
  use_a_channel:
    'Mach einen privaten Kanal, nimm die Bots als Administratoren auf, trag seine Nummer in LOG_CHANNEL ein und starte neu.',
  correct_base_url: 'Trag die Adresse, unter der dieser Server erreichbar ist, in BASE_URL ein und starte neu.',
  use_https:
    'Stell einen Proxy davor, der https spricht (Caddy kann das von selbst), oder einen Tunnel, und berichtige BASE_URL.',
  check_the_way_in: 'Prüf den Proxy, die Firewall, den Port und den DNS-Eintrag.',
  renew_certificate: 'Erneuere das Zertifikat, oder lass Caddy das tun.',
  correct_channels:
    'Nimm den Bot als Administrator in diesen Kanal auf, oder berichtige ihn: /settings FORCE_SUB_CHANNEL.',
  check_database: 'Prüf, ob die Datenbank läuft und DATABASE_URL stimmt. Downloads gehen solange weiter.',
  set_the_clock: 'Lass den Rechner seine Uhr über das Netz stellen (NTP).',
  rename_variable: 'Benenn es in der Konfiguration um.',
  remove_variable: 'Nimm es aus der Konfiguration heraus.',
}

export const setup: Texts['admins']['setup'] = {
  findings,
  fixes,
  title: '<b>Die Einrichtung</b>',
  allWell: 'Alles ist, wie es sein soll.',
  toMend: (errors, warnings) => `Zu beheben: ${errors}. Zu bedenken: ${warnings}.`,
  botsReady: (count) => `${count} Bots können den Log-Kanal benutzen.`,
  more: (count) => `… und ${count} weitere.`,
  again: 'Noch einmal prüfen',
  notice: 'An meiner Einrichtung ist etwas zu tun:',
  noticeEnd: 'Mehr steht unter /doctor.',
  startFailed: 'Ich konnte nicht starten:',
}
