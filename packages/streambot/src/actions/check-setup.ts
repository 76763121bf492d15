/**
 * Looks at everything an operator can get wrong, at once and in a bounded time, and says what was found. Changes nothing; what one
 * look cannot find out keeps none of the others from telling.
 */
import { readChannelId } from '../core/channel-id.js'
import { StreamBotError } from '../core/errors.js'
import { untilAborted } from '../core/until-aborted.js'
import { withinTime } from '../policy/time-limit.js'
import type { BotInLogChannel, BotRights } from '../ports/bot-rights.js'
import type { Clock } from '../ports/clock.js'
import type { ChannelAddress } from '../ports/membership.js'
import type { Stores } from '../ports/stores.js'
import { checkBaseUrl, type CheckBaseUrlDeps } from './check-base-url.js'
import { aheadOf, isClockOff } from './clock-difference.js'
import { finding, findingOfState, worstFirst, type SetupFinding, type SetupSubject } from './setup-findings.js'

export interface CheckSetupDeps extends CheckBaseUrlDeps {
  readonly clock: Clock
  readonly bots: BotRights
  readonly stores: Pick<Stores, 'name' | 'check'>
  /** As it is written in the configuration. */
  readonly logChannel: string
  /** Which people have to join right now. */
  readonly subscriptionChannels: () => readonly ChannelAddress[]
  readonly names: {
    readonly old: readonly { readonly used: string; readonly name: string }[]
    readonly withoutEffect: readonly string[]
  }
}

const LIMIT_MS = 10_000

/** One look, and what to call it where it fails. */
export type SetupCheck = readonly [SetupSubject, (limit: AbortSignal) => Promise<SetupFinding[]>]

/** The worst first. @param more looks besides. @throws the signal's reason when aborted, and nothing else */
export async function checkSetup(
  deps: CheckSetupDeps,
  signal: AbortSignal,
  more: readonly SetupCheck[] = [],
): Promise<SetupFinding[]> {
  const checks: readonly SetupCheck[] = [
    ['bots', (limit) => checkBots(deps, limit)],
    ['base_url', (limit) => checkBaseUrl(deps, limit)],
    ['subscription', (limit) => checkSubscription(deps, limit)],
    ['database', () => checkDatabase(deps)],
    ['clock', (limit) => checkClock(deps, limit)],
    ['configuration', () => Promise.resolve(checkNames(deps))],
  ]
  return runChecks([...checks, ...more], signal)
}

/** All at once. The worst first. @throws the signal's reason when aborted, and nothing else */
export async function runChecks(checks: readonly SetupCheck[], signal: AbortSignal): Promise<SetupFinding[]> {
  // Each listens for itself: as many on one signal would look like a leak.
  const look = ([subject, check]: SetupCheck) => inTime(subject, check, AbortSignal.any([signal]))
  const found = await Promise.all(checks.map(look))
  return worstFirst(found.flat())
}

async function inTime(
  subject: SetupSubject,
  check: (limit: AbortSignal) => Promise<SetupFinding[]>,
  signal: AbortSignal,
): Promise<SetupFinding[]> {
  const late = new StreamBotError('telegram_unavailable', 'A look at the set-up took too long')
  try {
    return await withinTime(
      LIMIT_MS,
      () => late,
      (limit) => untilAborted(check(AbortSignal.any([signal, limit])), signal),
    )
  } catch (error) {
    signal.throwIfAborted()
    if (error === late) return [finding('check_took_too_long', { check: subject })]
    return [finding('check_failed', { check: subject, reason: reasonOf(error) })]
  }
}

async function checkBots({ logChannel, bots }: CheckSetupDeps, signal: AbortSignal): Promise<SetupFinding[]> {
  const reading = readChannelId(logChannel)
  if (!reading.ok) return [misread(logChannel, reading)]
  const answers = await bots.inLogChannel(signal)
  const seen = answers.flatMap(({ answer }) => (answer.kind === 'rights' && answer.isMember ? [answer] : []))
  const isUnseen = seen.length === 0 && answers.some(({ answer }) => answer.kind === 'unseen')
  const group = seen.find(({ isChannel }) => !isChannel)
  return [
    ...(isUnseen ? [finding('log_channel_seen_by_nobody', { logChannel })] : []),
    ...(group ? [finding('log_channel_is_a_group', { title: group.title })] : []),
    ...answers.map((answer) => findingOfBot(answer, logChannel)),
  ]
}

function misread(
  logChannel: string,
  { problem, meant }: Extract<ReturnType<typeof readChannelId>, { ok: false }>,
): SetupFinding {
  if (problem === 'no_number') return finding('log_channel_no_number', { logChannel })
  if (problem === 'no_channel' || meant === null) return finding('log_channel_impossible', { logChannel })
  const id = problem === 'no_minus' ? 'log_channel_lacks_minus' : 'log_channel_number_of_group'
  return finding(id, { logChannel, meant })
}

function findingOfBot({ name, role, username, answer }: BotInLogChannel, logChannel: string): SetupFinding {
  const bot = { bot: name, role, username }
  if (answer.kind === 'out_of_reach') return findingOfState(answer.state, { ...bot, reason: answer.reason })
  if (answer.kind === 'unseen' || !answer.isMember) return finding('bot_not_in_log_channel', { ...bot, logChannel })
  const { title, isChannel, isAdmin, mayPost } = answer
  // In a group, members see and write everything.
  if (isChannel && !isAdmin) return finding('bot_not_an_admin', { ...bot, title })
  if (role === 'primary' && !mayPost) return finding('bot_may_not_post', { ...bot, title })
  return finding('bot_ready', { ...bot, title })
}

async function checkSubscription(
  { bots, subscriptionChannels }: CheckSetupDeps,
  signal: AbortSignal,
): Promise<SetupFinding[]> {
  return Promise.all(
    subscriptionChannels().map(async (channel) => {
      try {
        const rights = await bots.primaryIn(channel, signal)
        if (rights === 'unseen' || !rights.isMember) return finding('subscription_unseen', { channel })
        const { title, isAdmin } = rights
        return finding(isAdmin ? 'subscription_ready' : 'subscription_not_an_admin', { channel, title })
      } catch (error) {
        signal.throwIfAborted()
        return finding('subscription_unknown', { channel, reason: reasonOf(error) })
      }
    }),
  )
}

async function checkDatabase({ stores }: CheckSetupDeps): Promise<SetupFinding[]> {
  const { name } = stores
  try {
    await stores.check()
    return [finding('database_ready', { name })]
  } catch (error) {
    return [finding('database_away', { name, reason: reasonOf(error) })]
  }
}

async function checkClock({ bots, clock }: CheckSetupDeps, signal: AbortSignal): Promise<SetupFinding[]> {
  try {
    const askedMs = clock.now()
    const telegramMs = await bots.telegramTimeMs(signal)
    const aheadMs = aheadOf(telegramMs, askedMs, clock.now())
    return [finding(isClockOff(aheadMs) ? 'clock_off' : 'clock_ready', { aheadMs })]
  } catch (error) {
    signal.throwIfAborted()
    return [finding('clock_unknown', { reason: reasonOf(error) })]
  }
}

function checkNames({ names }: CheckSetupDeps): SetupFinding[] {
  return [
    ...names.old.map(({ used, name }) => finding('old_name', { used, name })),
    ...names.withoutEffect.map((name) => finding('name_without_effect', { name })),
  ]
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
