import type { SetupSubject } from '../../../../actions/setup-findings.js'
import type { Texts } from '../../texts.js'

const bot = ({ bot: name, username }: { readonly bot: string; readonly username: string | null }) =>
  username === null ? name : `${name} (@${username})`

const because = ({ reason }: { readonly reason: string | null }) => (reason === null ? '' : `: ${reason}`)

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1).replace('.', ',')} GB`

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

  configuration_missing: ({ name }) => `${name} fehlt in der Konfiguration.`,
  configuration_invalid: ({ message }) => message,
  admins_missing: () => 'ADMINS nennt niemanden: kein Befehl für Admins geht, und niemand erfährt, was nicht stimmt.',
  server_not_running: ({ url }) =>
    `Unter ${url} antwortet kein Server mit dieser Konfiguration; der Weg zu ihm ließ sich nicht prüfen.`,

  credentials_refused: (about) => `Telegram lehnt API_ID und API_HASH ab${because(about)}.`,
  bot_token_refused: (about) => `Telegram lehnt das Token von ${bot(about)} ab${because(about)}.`,
  log_channel_of_another_database: ({ logChannel, known }) =>
    `LOG_CHANNEL ist ${logChannel}, aber die Links in der Datenbank zeigen auf ${known}: der Server startet nicht.`,

  proxy_ready: ({ url }) =>
    `Über ${url} kommen Teile, HEAD und Besucher an, wie sie sind, und Bytes gehen sofort hinaus.`,
  proxy_changes_bytes: ({ url }) =>
    `Ein Proxy bei ${url} verändert die Bytes von Dateien oder schneidet sie ab: Downloads kommen beschädigt an.`,
  proxy_breaks_ranges: ({ url, status }) =>
    `Ein Proxy bei ${url} reicht Range nicht weiter (Antwort ${status}): niemand kann springen, fortsetzen oder mit mehreren Verbindungen laden.`,
  proxy_breaks_head: ({ url, status }) =>
    `Ein Proxy bei ${url} reicht HEAD nicht unverändert weiter (Antwort ${status}): Programme erfahren nicht, wie lang Dateien sind.`,
  proxy_buffers: ({ url }) =>
    `Ein Proxy bei ${url} hält Bytes zurück, bis er alle hat: Filme beginnen spät, und sein Speicher läuft voll.`,
  proxy_not_trusted: ({ peer }) =>
    `Ein Proxy unter ${peer} sagt, woher Besucher kommen, und ihm wird nicht geglaubt: alle zählen als ein Besucher.`,
  proxy_hides_visitors: ({ peer }) =>
    `Der Proxy unter ${peer} sagt nicht, woher Besucher kommen: alle zählen als ein Besucher.`,
  proxy_believes_visitors: ({ peer }) =>
    `Der Proxy unter ${peer} reicht weiter, was Besucher in X-Forwarded-For schreiben: sie können sich Adressen ausdenken.`,
  certificate_ready: ({ daysLeft }) => `Das Zertifikat gilt noch ${daysLeft} Tage.`,
  certificate_ends_soon: ({ url, daysLeft }) => `Das Zertifikat von ${url} läuft in ${daysLeft} Tagen ab.`,
  metrics_open: ({ url }) => `Jeder kann ${url} lesen.`,

  clock_differs: ({ aheadMs, of }) =>
    `Die Uhr dieses Rechners geht ${Math.abs(Math.round(aheadMs / 1000))} Sekunden ${aheadMs > 0 ? 'vor' : 'nach'} gegenüber ${
      of === 'database' ? 'der Datenbank' : 'dem, was unter BASE_URL antwortet'
    }.`,

  database_known: ({ name, version }) => `${name} ist ${version}.`,
  database_damaged: (about) => `Die Datenbank ist beschädigt: ${about.name}${because(about)}.`,
  database_lacks_index: ({ name, indexes }) => `Der Datenbank fehlen Indexe: ${name}, ${indexes.join(', ')}.`,
  database_alone: ({ name }) => `${name} ist ein einzelner Server ohne Kopie: was er verliert, ist verloren.`,
  database_unused: ({ name }) => `Es gibt noch keine Datenbank: ${name} entsteht beim ersten Start.`,

  disk_ready: ({ path, freeBytes }) => `In ${path} sind ${gigabytes(freeBytes)} frei.`,
  disk_low: ({ path, freeBytes }) => `In ${path} sind nur ${gigabytes(freeBytes)} frei.`,
  disk_full: ({ path, freeBytes }) => `Die Platte ist voll: in ${path} sind ${gigabytes(freeBytes)} frei.`,
  data_directory_not_writable: (about) => `In ${about.path} lässt sich nichts schreiben${because(about)}.`,
  data_directory_open: ({ path }) => `Andere dürfen in ${path} schreiben, wo die Schlüssel des Dienstes liegen.`,
  memory_ready: ({ limitBytes }) => `Der Server bleibt unter ${gigabytes(limitBytes)} Speicher.`,
  memory_limit_too_high: ({ limitBytes, availableBytes }) =>
    `MEMORY_LIMIT_MIB erlaubt ${gigabytes(limitBytes)}, und es gibt ${gigabytes(availableBytes)}: das System beendet den Server, bevor er es merkt.`,
  open_files_ready: ({ limit }) => `Der Prozess darf ${limit} Dateien und Verbindungen öffnen.`,
  open_files_few: ({ limit, needed }) =>
    `Der Prozess darf ${limit} Dateien und Verbindungen öffnen, gebraucht werden bis zu ${needed}: weitere Besucher werden abgewiesen.`,
  node_ready: ({ version }) => `Node ist ${version}.`,
  node_too_old: ({ version, needed }) => `Node ist ${version}, gebraucht wird mindestens ${needed}.`,
  node_unproven: ({ version }) => `Node ist ${version}, womit der SQLite-Treiber den Prozess beenden kann.`,
  cipher_native: () => 'Telegrams Verschlüsselung läuft mit voller Geschwindigkeit.',
  cipher_slow: (about) =>
    `Telegrams Verschlüsselung läuft ohne ihren nativen Teil, um ein Mehrfaches langsamer${because(about)}.`,

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
  proxy: 'Den Weg zu BASE_URL',
  machine: 'Den Rechner',
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
  correct_variable:
    'In .env oder der Umgebung berichtigen und neu starten; docs/configuration.md nennt alle Variablen.',
  name_an_admin: 'Die eigene Nummer in ADMINS eintragen (@userinfobot nennt sie) und neu starten.',
  start_server: 'Ihn starten und noch einmal prüfen.',
  correct_credentials: 'api_id und api_hash noch einmal von https://my.telegram.org/apps kopieren und neu starten.',
  correct_token: 'Das Token noch einmal bei @BotFather kopieren (/mybots) und neu starten.',
  send_bytes_as_they_are: 'Im Proxy für diesen Host Kompression, Cache und Grenzen für Länge und Zeit abschalten.',
  pass_on_ranges: 'Den Proxy Range und If-Range weiterreichen und von diesem Host nichts im Cache halten lassen.',
  pass_on_head: 'Den Proxy HEAD unverändert weiterreichen lassen, mit Content-Length.',
  switch_buffering_off: 'Das Puffern im Proxy abschalten: in nginx proxy_buffering off; Caddy puffert nicht.',
  trust_the_proxy: 'Diese Adresse in TRUST_PROXY eintragen und neu starten.',
  pass_on_addresses:
    'Den Proxy X-Forwarded-For setzen lassen: in nginx $proxy_add_x_forwarded_for; Caddy tut es von selbst.',
  write_addresses_anew: 'Den Proxy in X-Forwarded-For anhängen lassen, wen er sieht, oder es damit ersetzen.',
  close_metrics: 'Keinen Proxy davor selbst antworten lassen, und METRICS_TOKEN setzen.',
  free_disk_space: 'Platz schaffen oder DISK_CACHE_MIB senken.',
  make_writable: 'Den Ordner dem Konto geben, unter dem der Server läuft, oder in DATA_DIRECTORY einen anderen nennen.',
  close_the_folder: 'Nur seinen Besitzer in den Ordner lassen: chmod 700.',
  lower_memory_limit: 'MEMORY_LIMIT_MIB senken oder weglassen; oder dem Container mehr geben.',
  raise_open_files: 'Die Grenze anheben: LimitNOFILE in systemd, ulimits in Docker.',
  use_another_node: 'Node 22 installieren und npm ci noch einmal ausführen.',
  build_the_cipher:
    'Einen C-Compiler installieren und npm ci noch einmal ausführen; in Docker das Image nehmen, wie es ist.',
  restore_database: 'Den Server anhalten, die Datei kopieren und eine Sicherung an ihre Stelle legen.',
  make_a_replica_set: 'Ein Replica-Set daraus machen oder Sicherungen anlegen.',
  restart: 'Neu starten: was fehlt, wird bei jedem Start angelegt.',
}

export const setup: Texts['admins']['setup'] = {
  findings,
  fixes,
  title: '<b>Die Einrichtung</b>',
  allWell: 'Alles ist, wie es sein soll.',
  toMend: (errors, warnings) => `Zu beheben: ${errors}. Zu bedenken: ${warnings}.`,
  botsReady: (count) => `${count} Bots können den Log-Kanal benutzen.`,
  more: (count) => `… und ${count} weitere.`,
  sections: 'docs/troubleshooting.md erklärt jeden Befund ausführlich, unter dem Namen in Klammern.',
  again: 'Noch einmal prüfen',
  notice: 'An meiner Einrichtung ist etwas zu tun:',
  noticeEnd: 'Mehr steht unter /doctor.',
  startFailed: 'Ich konnte nicht starten:',
}
