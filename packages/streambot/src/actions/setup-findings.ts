/**
 * All that a set-up check can find, as codes with parameters: front doors say it in their own words. docs/setup-check.md tells what each
 * means, and is tested against this table.
 */
import type { ClientState } from '../core/client-status.js'
import type { ChannelAddress } from '../ports/membership.js'

export type SetupLevel = 'ok' | 'warning' | 'error'

/** What a finding is about. */
export type SetupSubject =
  'bots' | 'log_channel' | 'base_url' | 'proxy' | 'subscription' | 'database' | 'clock' | 'machine' | 'configuration'

/** What helps. null: nothing has to be done. */
export type SetupFix =
  | 'promote_bot' // add it to the channel as an administrator
  | 'allow_posting' // give it the right to post messages
  | 'wait' // it passes
  | 'read_reason' // it depends, and the reason says on what
  | 'replace_bot' // make another with @BotFather
  | 'correct_log_channel' // another number in LOG_CHANNEL
  | 'use_a_channel' // a channel instead of a group
  | 'correct_base_url' // another address in BASE_URL
  | 'use_https' // a proxy that speaks it, or a tunnel
  | 'check_the_way_in' // proxy, firewall, port, DNS
  | 'renew_certificate'
  | 'correct_channels' // other names in FORCE_SUB_CHANNEL
  | 'check_database'
  | 'set_the_clock' // NTP
  | 'rename_variable'
  | 'remove_variable'
  | 'correct_variable' // the message says to what
  | 'name_an_admin'
  | 'start_server'
  | 'correct_credentials' // API_ID and API_HASH
  | 'correct_token' // copy it again from @BotFather
  | 'send_bytes_as_they_are' // a proxy that compresses, caches or rewrites
  | 'pass_on_ranges'
  | 'pass_on_head'
  | 'switch_buffering_off'
  | 'trust_the_proxy' // TRUST_PROXY
  | 'pass_on_addresses' // X-Forwarded-For
  | 'write_addresses_anew' // in place of what visitors write
  | 'close_metrics'
  | 'free_disk_space'
  | 'make_writable'
  | 'close_the_folder'
  | 'lower_memory_limit'
  | 'raise_open_files'
  | 'use_another_node'
  | 'build_the_cipher'
  | 'restore_database'
  | 'make_a_replica_set'
  | 'restart'

interface Row {
  readonly level: SetupLevel
  readonly subject: SetupSubject
  readonly fix: SetupFix | null
}

const row = <const R extends Row>(row: R) => row

export const SETUP_FINDINGS = {
  bot_ready: row({ level: 'ok', subject: 'bots', fix: null }),
  bot_not_in_log_channel: row({ level: 'error', subject: 'bots', fix: 'promote_bot' }),
  bot_not_an_admin: row({ level: 'error', subject: 'bots', fix: 'promote_bot' }),
  bot_may_not_post: row({ level: 'error', subject: 'bots', fix: 'allow_posting' }),
  bot_starting: row({ level: 'warning', subject: 'bots', fix: 'wait' }),
  bot_told_to_wait: row({ level: 'warning', subject: 'bots', fix: 'wait' }),
  bot_unreachable: row({ level: 'error', subject: 'bots', fix: 'read_reason' }),
  bot_banned: row({ level: 'error', subject: 'bots', fix: 'replace_bot' }),

  log_channel_no_number: row({ level: 'error', subject: 'log_channel', fix: 'correct_log_channel' }),
  log_channel_lacks_minus: row({ level: 'error', subject: 'log_channel', fix: 'correct_log_channel' }),
  log_channel_number_of_group: row({ level: 'error', subject: 'log_channel', fix: 'correct_log_channel' }),
  log_channel_impossible: row({ level: 'error', subject: 'log_channel', fix: 'correct_log_channel' }),
  log_channel_seen_by_nobody: row({ level: 'error', subject: 'log_channel', fix: 'correct_log_channel' }),
  log_channel_is_a_group: row({ level: 'warning', subject: 'log_channel', fix: 'use_a_channel' }),

  base_url_ready: row({ level: 'ok', subject: 'base_url', fix: null }),
  base_url_unset: row({ level: 'warning', subject: 'base_url', fix: 'correct_base_url' }),
  base_url_of_this_machine: row({ level: 'warning', subject: 'base_url', fix: 'correct_base_url' }),
  base_url_of_this_network: row({ level: 'warning', subject: 'base_url', fix: 'correct_base_url' }),
  base_url_without_tls: row({ level: 'warning', subject: 'base_url', fix: 'use_https' }),
  base_url_redirects: row({ level: 'warning', subject: 'base_url', fix: 'correct_base_url' }),
  base_url_of_another_server: row({ level: 'error', subject: 'base_url', fix: 'correct_base_url' }),
  base_url_not_passed_on: row({ level: 'error', subject: 'base_url', fix: 'check_the_way_in' }),
  base_url_unknown_host: row({ level: 'error', subject: 'base_url', fix: 'correct_base_url' }),
  base_url_bad_certificate: row({ level: 'error', subject: 'base_url', fix: 'renew_certificate' }),
  base_url_unreachable: row({ level: 'warning', subject: 'base_url', fix: 'check_the_way_in' }),

  subscription_ready: row({ level: 'ok', subject: 'subscription', fix: null }),
  subscription_unseen: row({ level: 'error', subject: 'subscription', fix: 'correct_channels' }),
  subscription_not_an_admin: row({ level: 'error', subject: 'subscription', fix: 'promote_bot' }),
  subscription_unknown: row({ level: 'warning', subject: 'subscription', fix: 'read_reason' }),

  database_ready: row({ level: 'ok', subject: 'database', fix: null }),
  database_away: row({ level: 'error', subject: 'database', fix: 'check_database' }),

  clock_ready: row({ level: 'ok', subject: 'clock', fix: null }),
  clock_off: row({ level: 'warning', subject: 'clock', fix: 'set_the_clock' }),
  clock_unknown: row({ level: 'warning', subject: 'clock', fix: 'wait' }),

  old_name: row({ level: 'warning', subject: 'configuration', fix: 'rename_variable' }),
  name_without_effect: row({ level: 'warning', subject: 'configuration', fix: 'remove_variable' }),

  configuration_missing: row({ level: 'error', subject: 'configuration', fix: 'correct_variable' }),
  configuration_invalid: row({ level: 'error', subject: 'configuration', fix: 'correct_variable' }),
  admins_missing: row({ level: 'warning', subject: 'configuration', fix: 'name_an_admin' }),
  server_not_running: row({ level: 'warning', subject: 'base_url', fix: 'start_server' }),

  credentials_refused: row({ level: 'error', subject: 'bots', fix: 'correct_credentials' }),
  bot_token_refused: row({ level: 'error', subject: 'bots', fix: 'correct_token' }),
  log_channel_of_another_database: row({ level: 'error', subject: 'log_channel', fix: 'correct_log_channel' }),

  proxy_ready: row({ level: 'ok', subject: 'proxy', fix: null }),
  proxy_changes_bytes: row({ level: 'error', subject: 'proxy', fix: 'send_bytes_as_they_are' }),
  proxy_breaks_ranges: row({ level: 'error', subject: 'proxy', fix: 'pass_on_ranges' }),
  proxy_breaks_head: row({ level: 'warning', subject: 'proxy', fix: 'pass_on_head' }),
  proxy_buffers: row({ level: 'warning', subject: 'proxy', fix: 'switch_buffering_off' }),
  proxy_not_trusted: row({ level: 'warning', subject: 'proxy', fix: 'trust_the_proxy' }),
  proxy_hides_visitors: row({ level: 'warning', subject: 'proxy', fix: 'pass_on_addresses' }),
  proxy_believes_visitors: row({ level: 'error', subject: 'proxy', fix: 'write_addresses_anew' }),
  certificate_ready: row({ level: 'ok', subject: 'proxy', fix: null }),
  certificate_ends_soon: row({ level: 'warning', subject: 'proxy', fix: 'renew_certificate' }),
  metrics_open: row({ level: 'error', subject: 'proxy', fix: 'close_metrics' }),

  clock_differs: row({ level: 'warning', subject: 'clock', fix: 'set_the_clock' }),

  database_known: row({ level: 'ok', subject: 'database', fix: null }),
  database_damaged: row({ level: 'error', subject: 'database', fix: 'restore_database' }),
  database_lacks_index: row({ level: 'warning', subject: 'database', fix: 'restart' }),
  database_alone: row({ level: 'warning', subject: 'database', fix: 'make_a_replica_set' }),
  database_unused: row({ level: 'ok', subject: 'database', fix: null }),

  disk_ready: row({ level: 'ok', subject: 'machine', fix: null }),
  disk_low: row({ level: 'warning', subject: 'machine', fix: 'free_disk_space' }),
  disk_full: row({ level: 'error', subject: 'machine', fix: 'free_disk_space' }),
  data_directory_not_writable: row({ level: 'error', subject: 'machine', fix: 'make_writable' }),
  data_directory_open: row({ level: 'warning', subject: 'machine', fix: 'close_the_folder' }),
  memory_ready: row({ level: 'ok', subject: 'machine', fix: null }),
  memory_limit_too_high: row({ level: 'warning', subject: 'machine', fix: 'lower_memory_limit' }),
  open_files_ready: row({ level: 'ok', subject: 'machine', fix: null }),
  open_files_few: row({ level: 'warning', subject: 'machine', fix: 'raise_open_files' }),
  node_ready: row({ level: 'ok', subject: 'machine', fix: null }),
  node_too_old: row({ level: 'error', subject: 'machine', fix: 'use_another_node' }),
  node_unproven: row({ level: 'warning', subject: 'machine', fix: 'use_another_node' }),
  cipher_native: row({ level: 'ok', subject: 'machine', fix: null }),
  cipher_slow: row({ level: 'warning', subject: 'machine', fix: 'build_the_cipher' }),

  check_took_too_long: row({ level: 'warning', subject: 'configuration', fix: 'wait' }),
  check_failed: row({ level: 'warning', subject: 'configuration', fix: 'read_reason' }),
}

export type SetupFindingId = keyof typeof SETUP_FINDINGS

interface Bot {
  /** As in the configuration: `BOT_TOKEN`, `worker 2 (123)`. */
  readonly bot: string
  readonly role: 'primary' | 'worker'
  /** Without the @, as people find it on Telegram; null: not known. */
  readonly username: string | null
}

interface Reasoned {
  /** For people; of the system or of Telegram. null: nobody knows. */
  readonly reason: string | null
}

interface Titled {
  readonly title: string
}

interface Address {
  readonly url: string
}

/** Who brought the question to us. */
interface Peer {
  readonly peer: string
}

interface Certificate extends Address {
  readonly endsAtMs: number
  readonly daysLeft: number
}

interface Folder {
  readonly path: string
}

interface Channel {
  readonly channel: ChannelAddress
}

/** What each finding tells besides its row. */
export interface SetupParameters {
  readonly bot_ready: Bot & Titled
  /** It is not in the channel of LOG_CHANNEL. */
  readonly bot_not_in_log_channel: Bot & { readonly logChannel: string }
  readonly bot_not_an_admin: Bot & Titled
  readonly bot_may_not_post: Bot & Titled
  readonly bot_starting: Bot
  readonly bot_told_to_wait: Bot & Reasoned
  readonly bot_unreachable: Bot & Reasoned
  readonly bot_banned: Bot & Reasoned

  /** `meant`: what the number may have to be; null: nobody knows. */
  readonly log_channel_no_number: { readonly logChannel: string }
  readonly log_channel_lacks_minus: { readonly logChannel: string; readonly meant: number }
  readonly log_channel_number_of_group: { readonly logChannel: string; readonly meant: number }
  readonly log_channel_impossible: { readonly logChannel: string }
  readonly log_channel_seen_by_nobody: { readonly logChannel: string }
  readonly log_channel_is_a_group: Titled

  readonly base_url_ready: Address
  /** `url`: what links begin with instead. */
  readonly base_url_unset: Address
  readonly base_url_of_this_machine: Address
  readonly base_url_of_this_network: Address
  readonly base_url_without_tls: Address
  readonly base_url_redirects: Address & { readonly to: string }
  readonly base_url_of_another_server: Address & { readonly status: number }
  /** A proxy answers, and does not reach us. */
  readonly base_url_not_passed_on: Address & { readonly status: number }
  readonly base_url_unknown_host: Address & { readonly host: string }
  readonly base_url_bad_certificate: Address & Reasoned
  /** From here. People may reach it all the same, where a router does not lead its own address back. */
  readonly base_url_unreachable: Address & Reasoned

  readonly subscription_ready: Channel & Titled
  readonly subscription_unseen: Channel
  readonly subscription_not_an_admin: Channel & Titled
  readonly subscription_unknown: Channel & Reasoned

  readonly database_ready: { readonly name: string }
  readonly database_away: { readonly name: string } & Reasoned

  /** `aheadMs`: how far our clock is ahead of Telegram's; negative: behind. */
  readonly clock_ready: { readonly aheadMs: number }
  readonly clock_off: { readonly aheadMs: number }
  readonly clock_unknown: Reasoned

  readonly old_name: { readonly used: string; readonly name: string }
  readonly name_without_effect: { readonly name: string }

  /** `message`: a whole sentence. */
  readonly configuration_missing: { readonly name: string; readonly message: string }
  readonly configuration_invalid: { readonly name: string; readonly message: string }
  readonly admins_missing: object
  /** `url`: where it was sought. */
  readonly server_not_running: Address

  readonly credentials_refused: Reasoned
  readonly bot_token_refused: Bot & Reasoned
  readonly log_channel_of_another_database: { readonly logChannel: string; readonly known: string }

  readonly proxy_ready: Address
  readonly proxy_changes_bytes: Address
  /** `status`: of the answer to a part. */
  readonly proxy_breaks_ranges: Address & { readonly status: number }
  readonly proxy_breaks_head: Address & { readonly status: number }
  readonly proxy_buffers: Address
  readonly proxy_not_trusted: Address & Peer
  readonly proxy_hides_visitors: Address & Peer
  readonly proxy_believes_visitors: Address & Peer
  readonly certificate_ready: Certificate
  readonly certificate_ends_soon: Certificate
  readonly metrics_open: Address

  /** Ours against the other one's; negative: behind. */
  readonly clock_differs: { readonly aheadMs: number; readonly of: 'database' | 'base_url' }

  readonly database_known: { readonly name: string; readonly version: string }
  readonly database_damaged: { readonly name: string } & Reasoned
  readonly database_lacks_index: { readonly name: string; readonly indexes: readonly string[] }
  readonly database_alone: { readonly name: string }
  readonly database_unused: { readonly name: string }

  readonly disk_ready: Folder & { readonly freeBytes: number }
  readonly disk_low: Folder & { readonly freeBytes: number; readonly neededBytes: number }
  readonly disk_full: Folder & { readonly freeBytes: number }
  readonly data_directory_not_writable: Folder & Reasoned
  readonly data_directory_open: Folder
  readonly memory_ready: { readonly limitBytes: number }
  readonly memory_limit_too_high: { readonly limitBytes: number; readonly availableBytes: number }
  readonly open_files_ready: { readonly limit: number }
  readonly open_files_few: { readonly limit: number; readonly needed: number }
  readonly node_ready: { readonly version: string }
  readonly node_too_old: { readonly version: string; readonly needed: string }
  readonly node_unproven: { readonly version: string }
  readonly cipher_native: object
  readonly cipher_slow: Reasoned

  readonly check_took_too_long: { readonly check: SetupSubject }
  readonly check_failed: { readonly check: SetupSubject } & Reasoned
}

type FindingOf<Id extends SetupFindingId> = { readonly id: Id } & (typeof SETUP_FINDINGS)[Id] & SetupParameters[Id]

/** `id` tells which; `level`, `subject` and `fix` stand in the table. */
export type SetupFinding = { [Id in SetupFindingId]: FindingOf<Id> }[SetupFindingId]

export function finding<Id extends SetupFindingId>(id: Id, parameters: SetupParameters[Id]): SetupFinding {
  return { id, ...SETUP_FINDINGS[id], ...parameters } as unknown as SetupFinding
}

/** A finding as programs and people get it, in words. */
export interface ToldFinding {
  readonly id: SetupFindingId
  readonly level: SetupLevel
  readonly subject: SetupSubject
  readonly text: string
  /** What helps; null: nothing has to be done. */
  readonly fix: string | null
  /** Where it is explained at length; null: nothing has to be done. */
  readonly section: string | null
  /** What the text is made of. */
  readonly about: Readonly<Record<string, unknown>>
}

/** @param say `text` and `fix` in somebody's language */
export function tellFinding(
  finding: SetupFinding,
  say: (finding: SetupFinding) => Pick<ToldFinding, 'text' | 'fix'>,
): ToldFinding {
  const { id, level, subject, fix: _, ...about } = finding
  return { id, level, subject, ...say(finding), section: sectionOf(finding), about }
}

/** A heading of that page is the finding itself. */
export function sectionOf({ id, level }: Pick<SetupFinding, 'id' | 'level'>): string | null {
  return level === 'ok' ? null : `docs/troubleshooting.md#${id}`
}

/** The worst first; of one kind as they come. */
export function worstFirst(findings: readonly SetupFinding[]): SetupFinding[] {
  return [...findings].sort((one, other) => RANKS[one.level] - RANKS[other.level])
}

const RANKS: Readonly<Record<SetupLevel, number>> = { error: 0, warning: 1, ok: 2 }

/** How a bot that cannot be asked is doing. */
export function findingOfState(state: ClientState, bot: Bot & Reasoned): SetupFinding {
  switch (state) {
    case 'starting':
      return finding('bot_starting', bot)
    case 'cooling':
      return finding('bot_told_to_wait', bot)
    case 'banned':
      return finding('bot_banned', bot)
    case 'healthy':
    case 'unreachable':
    case 'stopped':
      return finding('bot_unreachable', bot)
  }
}
