/** What is found in the set-up, and what helps. */
import type { SetupFindingId, SetupFix, SetupParameters, SetupSubject } from '../../../../actions/setup-findings.js'

/** Plain text: it goes into the log as well, and whoever shows it in a chat escapes it. */
export type SetupFindingTexts = { readonly [Id in SetupFindingId]: (about: SetupParameters[Id]) => string }

const bot = ({ bot: name, username }: { readonly bot: string; readonly username: string | null }) =>
  username === null ? name : `${name} (@${username})`

const because = ({ reason }: { readonly reason: string | null }) => (reason === null ? '' : `: ${reason}`)

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`

const findings: SetupFindingTexts = {
  bot_ready: (about) => `${bot(about)} can use the log channel "${about.title}".`,
  bot_not_in_log_channel: (about) => `${bot(about)} is not in the log channel ${about.logChannel}.`,
  bot_not_an_admin: (about) => `${bot(about)} is no administrator of the log channel "${about.title}".`,
  bot_may_not_post: (about) => `${bot(about)} may not post in the log channel "${about.title}".`,
  bot_starting: (about) => `${bot(about)} is starting.`,
  bot_told_to_wait: (about) => `${bot(about)} was told by Telegram to wait${because(about)}.`,
  bot_unreachable: (about) => `${bot(about)} cannot serve${because(about)}.`,
  bot_banned: (about) => `${bot(about)} is banned by Telegram${because(about)}.`,

  log_channel_no_number: ({ logChannel }) => `LOG_CHANNEL is ${logChannel}, which is no number.`,
  log_channel_lacks_minus: ({ logChannel, meant }) =>
    `LOG_CHANNEL is ${logChannel}, which lacks its minus; ${meant} is meant, probably.`,
  log_channel_number_of_group: ({ logChannel, meant }) =>
    `LOG_CHANNEL is ${logChannel}, which is the number of a group; ${meant} is meant, probably.`,
  log_channel_impossible: ({ logChannel }) => `LOG_CHANNEL is ${logChannel}, and no channel has such a number.`,
  log_channel_seen_by_nobody: ({ logChannel }) =>
    `None of the bots sees a channel ${logChannel}: LOG_CHANNEL is wrong, or no bot was added there.`,
  log_channel_is_a_group: ({ title }) =>
    `The log channel "${title}" is a group: everybody in it can write and see the files.`,

  base_url_ready: ({ url }) => `Links begin with ${url}, and that leads here.`,
  base_url_unset: ({ url }) => `BASE_URL is not set. Links begin with ${url}, which works on this machine only.`,
  base_url_of_this_machine: ({ url }) => `BASE_URL is ${url}, which works on this machine only.`,
  base_url_of_this_network: ({ url }) => `BASE_URL is ${url}, which works in this network only.`,
  base_url_without_tls: ({ url }) =>
    `BASE_URL is ${url}, which is not https: whoever is in between reads along, and browsers warn.`,
  base_url_redirects: ({ url, to }) => `BASE_URL is ${url}, which leads on to ${to}: each request takes a detour.`,
  base_url_of_another_server: ({ url, status }) =>
    `BASE_URL is ${url}, where another server answers (with ${status}): links lead to it.`,
  base_url_not_passed_on: ({ url, status }) =>
    `BASE_URL is ${url}, where a proxy answers that does not reach this server (with ${status}).`,
  base_url_unknown_host: ({ url, host }) => `BASE_URL is ${url}, and nobody knows a host ${host}.`,
  base_url_bad_certificate: (about) => `BASE_URL is ${about.url}, whose certificate is not good${because(about)}.`,
  base_url_unreachable: (about) =>
    `BASE_URL is ${about.url}, and nothing answers there as seen from here${because(about)}.`,

  subscription_ready: ({ channel, title }) => `The bot can see who is in "${title}" (${channel}).`,
  subscription_unseen: ({ channel }) => `FORCE_SUB_CHANNEL names ${channel}, which the bot is not in.`,
  subscription_not_an_admin: ({ channel, title }) =>
    `FORCE_SUB_CHANNEL names "${title}" (${channel}), where the bot is no administrator and cannot see who is a member.`,
  subscription_unknown: (about) =>
    `Telegram does not say whether the bot may see who is in ${about.channel}${because(about)}.`,

  database_ready: ({ name }) => `The database answers: ${name}.`,
  database_away: (about) => `The database does not answer: ${about.name}${because(about)}.`,

  clock_ready: () => 'The clock is right.',
  clock_off: ({ aheadMs }) =>
    `The clock of this machine is ${Math.abs(Math.round(aheadMs / 1000))} seconds ${aheadMs > 0 ? 'fast' : 'slow'}.`,
  clock_unknown: (about) => `Telegram does not say whether the clock is right${because(about)}.`,

  old_name: ({ used, name }) => `${used} is an old name of ${name}.`,
  name_without_effect: ({ name }) => `${name} is set and has no effect in this version.`,

  configuration_missing: ({ message }) => message,
  configuration_invalid: ({ message }) => message,
  admins_missing: () => 'ADMINS names nobody: no command for admins works, and nobody is told what is wrong.',
  server_not_running: ({ url }) =>
    `No server of this configuration answers at ${url}, so the way to it could not be looked at.`,

  credentials_refused: (about) => `Telegram refuses API_ID and API_HASH${because(about)}.`,
  bot_token_refused: (about) => `Telegram refuses the token of ${bot(about)}${because(about)}.`,
  log_channel_of_another_database: ({ logChannel, known }) =>
    `LOG_CHANNEL is ${logChannel}, but the links in the database point at ${known}: the server does not start.`,

  proxy_ready: ({ url }) =>
    `Parts, heads and visitors arrive over ${url} as they are, and bytes leave as they are sent.`,
  proxy_changes_bytes: ({ url }) =>
    `A proxy at ${url} changes the bytes of files, or cuts them: downloads come out damaged.`,
  proxy_breaks_ranges: ({ url, status }) =>
    `A proxy at ${url} does not pass on Range (answered with ${status}): nobody can seek, resume, or download by several connections.`,
  proxy_breaks_head: ({ url, status }) =>
    `A proxy at ${url} does not pass on HEAD as it is (answered with ${status}): programs do not learn how long files are.`,
  proxy_buffers: ({ url }) =>
    `A proxy at ${url} holds bytes back until it has them all: films begin late, and the proxy fills its memory or disk.`,
  proxy_not_trusted: ({ peer }) =>
    `A proxy at ${peer} says where visitors come from and is not believed: everybody counts as one visitor.`,
  proxy_hides_visitors: ({ peer }) =>
    `The proxy at ${peer} does not say where visitors come from: everybody counts as one visitor.`,
  proxy_believes_visitors: ({ peer }) =>
    `The proxy at ${peer} passes on what visitors write in X-Forwarded-For: they can make up where they come from.`,
  certificate_ready: ({ daysLeft }) => `The certificate is good for ${daysLeft} days.`,
  certificate_ends_soon: ({ url, daysLeft }) => `The certificate of ${url} ends in ${daysLeft} days.`,
  metrics_open: ({ url }) => `Everybody can read ${url}.`,

  clock_differs: ({ aheadMs, of }) =>
    `The clock of this machine is ${Math.abs(Math.round(aheadMs / 1000))} seconds ${aheadMs > 0 ? 'ahead of' : 'behind'} ${
      of === 'database' ? 'that of the database' : 'what BASE_URL answers'
    }.`,

  database_known: ({ name, version }) => `${name} is ${version}.`,
  database_damaged: (about) => `The database is damaged: ${about.name}${because(about)}.`,
  database_lacks_index: ({ name, indexes }) => `The database lacks indexes: ${name}, ${indexes.join(', ')}.`,
  database_alone: ({ name }) => `${name} is one server without a copy: what it loses is lost.`,
  database_unused: ({ name }) => `There is no database yet: ${name} is made by the first start.`,

  disk_ready: ({ path, freeBytes }) => `${gigabytes(freeBytes)} are free in ${path}.`,
  disk_low: ({ path, freeBytes }) => `Only ${gigabytes(freeBytes)} are free in ${path}.`,
  disk_full: ({ path, freeBytes }) => `The disk is full: ${gigabytes(freeBytes)} are free in ${path}.`,
  data_directory_not_writable: (about) => `Nothing can be written in ${about.path}${because(about)}.`,
  data_directory_open: ({ path }) => `Others may write in ${path}, where the keys of the service are.`,
  memory_ready: ({ limitBytes }) => `The server stays below ${gigabytes(limitBytes)} of memory.`,
  memory_limit_too_high: ({ limitBytes, availableBytes }) =>
    `MEMORY_LIMIT_MIB allows ${gigabytes(limitBytes)}, and there are ${gigabytes(availableBytes)}: the system ends the server before it notices.`,
  open_files_ready: ({ limit }) => `The process may open ${limit} files and connections.`,
  open_files_few: ({ limit, needed }) =>
    `The process may open ${limit} files and connections, and ${needed} may be needed: visitors beyond that are turned away.`,
  node_ready: ({ version }) => `Node is ${version}.`,
  node_too_old: ({ version, needed }) => `Node is ${version}, and ${needed} is the oldest that will do.`,
  node_unproven: ({ version }) => `Node is ${version}, with which the SQLite driver may end the process.`,
  cipher_native: () => 'Telegram’s cipher runs at full speed.',
  cipher_slow: (about) => `Telegram’s cipher runs without its native part, several times slower${because(about)}.`,

  check_took_too_long: ({ check }) => `The look at ${subjects[check]} took too long.`,
  check_failed: (about) => `The look at ${subjects[about.check]} failed${because(about)}.`,
}

const subjects: Readonly<Record<SetupSubject, string>> = {
  bots: 'the bots',
  log_channel: 'the log channel',
  base_url: 'BASE_URL',
  subscription: 'FORCE_SUB_CHANNEL',
  database: 'the database',
  clock: 'the clock',
  configuration: 'the configuration',
  proxy: 'the way to BASE_URL',
  machine: 'the machine',
}

const fixes: Readonly<Record<SetupFix, string>> = {
  promote_bot: 'In the channel: Administrators, Add Admin, search for the bot by its @name.',
  allow_posting: 'In the channel: Administrators, the bot, switch "Post messages" on.',
  wait: 'It passes by itself.',
  read_reason: 'What helps depends on the reason.',
  replace_bot: 'Make another bot with @BotFather, put its token in place of this one, and restart.',
  correct_log_channel:
    'Forward a post of the channel to @userinfobot, put the number it tells (-100…) into LOG_CHANNEL, and restart.',
  use_a_channel:
    'Make a private channel, add the bots as administrators, put its number into LOG_CHANNEL, and restart.',
  correct_base_url: 'Put the address under which people reach this server into BASE_URL, and restart.',
  use_https: 'Put a proxy in front that speaks https (Caddy does so by itself), or a tunnel, and correct BASE_URL.',
  check_the_way_in: 'Check the proxy, the firewall, the port and the DNS record.',
  renew_certificate: 'Renew the certificate, or let Caddy do it.',
  correct_channels: 'Add the bot to that channel as an administrator, or correct it: /settings FORCE_SUB_CHANNEL.',
  check_database: 'Check that the database runs and that DATABASE_URL is right. Downloads go on meanwhile.',
  set_the_clock: 'Let the machine set its clock over the network (NTP).',
  rename_variable: 'Rename it in the configuration.',
  remove_variable: 'Take it out of the configuration.',
  correct_variable: 'Correct it in .env or the environment, and restart; docs/configuration.md lists every variable.',
  name_an_admin: 'Put your number into ADMINS (@userinfobot tells it), and restart.',
  start_server: 'Start it, and look again.',
  correct_credentials: 'Copy api_id and api_hash again from https://my.telegram.org/apps, and restart.',
  correct_token: 'Copy the token again from @BotFather (/mybots), and restart.',
  send_bytes_as_they_are: 'In the proxy, switch compression, caching, and limits of length and time off for this host.',
  pass_on_ranges: 'Let the proxy pass on the headers Range and If-Range, and cache nothing of this host.',
  pass_on_head: 'Let the proxy pass on HEAD as it is, and the header Content-Length with it.',
  switch_buffering_off: 'Switch buffering off in the proxy: in nginx proxy_buffering off; Caddy does not buffer.',
  trust_the_proxy: 'Put that address into TRUST_PROXY, and restart.',
  pass_on_addresses: 'Let the proxy set X-Forwarded-For: in nginx $proxy_add_x_forwarded_for; Caddy does so by itself.',
  write_addresses_anew: 'Let the proxy add to X-Forwarded-For whom it sees, or put that in its place.',
  close_metrics: 'Let no proxy in front of it answer by itself, and set METRICS_TOKEN.',
  free_disk_space: 'Make room, or lower DISK_CACHE_MIB.',
  make_writable: 'Give the folder to the account that the server runs as, or name another in DATA_DIRECTORY.',
  close_the_folder: 'Let only its owner into the folder: chmod 700.',
  lower_memory_limit: 'Lower MEMORY_LIMIT_MIB, or leave it out; or give the container more.',
  raise_open_files: 'Raise the limit: LimitNOFILE in systemd, ulimits in Docker.',
  use_another_node: 'Install Node 22, and run npm ci again.',
  build_the_cipher: 'Install a C compiler, and run npm ci again; in Docker use the image as it is.',
  restore_database: 'Stop the server, keep a copy of the file, and put a backup in its place.',
  make_a_replica_set: 'Make it a replica set, or keep backups.',
  restart: 'Restart: what is missing is made at each start.',
}

export const setup = {
  findings,
  fixes,
  title: '<b>The set-up</b>',
  allWell: 'Everything is as it should be.',
  toMend: (errors: string, warnings: string) => `To mend: ${errors}. To think about: ${warnings}.`,
  botsReady: (count: string) => `${count} bots can use the log channel.`,
  more: (count: string) => `… and ${count} more.`,
  sections: 'docs/troubleshooting.md explains each at length, under the name in brackets.',
  again: 'Check again',
  notice: 'Something in my set-up needs you:',
  noticeEnd: '/doctor tells more.',
  startFailed: 'I could not start:',
}
