/** What is found in the set-up, and what helps. */
import type { SetupFindingId, SetupFix, SetupParameters, SetupSubject } from '../../../../actions/setup-findings.js'

/** Plain text: it goes into the log as well, and whoever shows it in a chat escapes it. */
export type SetupFindingTexts = { readonly [Id in SetupFindingId]: (about: SetupParameters[Id]) => string }

const bot = ({ bot: name, username }: { readonly bot: string; readonly username: string | null }) =>
  username === null ? name : `${name} (@${username})`

const because = ({ reason }: { readonly reason: string | null }) => (reason === null ? '' : `: ${reason}`)

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
}

export const setup = {
  findings,
  fixes,
  title: '<b>The set-up</b>',
  allWell: 'Everything is as it should be.',
  toMend: (errors: string, warnings: string) => `To mend: ${errors}. To think about: ${warnings}.`,
  botsReady: (count: string) => `${count} bots can use the log channel.`,
  more: (count: string) => `… and ${count} more.`,
  again: 'Check again',
  notice: 'Something in my set-up needs you:',
  noticeEnd: '/doctor tells more.',
  startFailed: 'I could not start:',
}
