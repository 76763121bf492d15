/** A plan in words: a line for each need, then what to do about what. */
import { table } from '../table.js'
import { BOTS_PER_ACCOUNT, BOTS_PER_CHANNEL } from './measured-costs.js'
import { LIMITS, type CapacityPlan, type CapacityWish, type Limit } from './plan-capacity.js'

const MIB = 1024 ** 2
const BITS = 8
const MEGA = 1_000_000

export function describePlan(plan: CapacityPlan, wish: CapacityWish, isBotMeasured: boolean): string {
  const { bots, instances, each } = plan
  const needs = table(
    ['', 'ALL TOGETHER', 'EACH INSTANCE'],
    [
      ['bots', String(bots), 'all, or its part'],
      ['instances', String(instances), ''],
      ['viewers', String(wish.viewers), String(each.viewers)],
      ['cores in use', decimal(each.cores * instances), decimal(each.cores)],
      ['MEMORY_LIMIT_MIB', '', `${Math.ceil(each.memoryBytes / MIB)}`],
      ['from Telegram', mbits(plan.fromTelegramBytesPerSecond), mbits(each.fromTelegramBytesPerSecond)],
      ['to viewers', mbits(plan.toViewersBytesPerSecond), mbits(each.toViewersBytesPerSecond)],
    ],
  )
  const loads = LIMITS.flatMap((limit) => {
    const load = plan.loads[limit]
    return load === null ? [] : [`${limit} ${Math.round(load * 100)} %`]
  })
  return [needs, '', `In use: ${loads.join(', ')}.`, ...advice(plan, wish, isBotMeasured)].join('\n')
}

function advice(plan: CapacityPlan, wish: CapacityWish, isBotMeasured: boolean): string[] {
  const { bots, instances, first } = plan
  const said = [`Full first, when more come: ${first}. ${REMEDIES[first]}`]
  if (!isBotMeasured)
    said.push(
      `The speed of a bot is a guess from what people report (${decimal(wish.botBytesPerSecond / MIB)} MiB/s): measure yours with \`streambot bench-dc\`, then give --bot-mibs.`,
    )
  if (bots > BOTS_PER_CHANNEL)
    said.push(
      `A channel takes ${BOTS_PER_CHANNEL} admins, so no more bots: share the viewers between several services, each with a log channel, a database and bots of its own.`,
    )
  else if (bots > BOTS_PER_ACCOUNT)
    said.push(
      `An account has at most ${BOTS_PER_ACCOUNT} bots (${2 * BOTS_PER_ACCOUNT} with Premium): these need ${Math.ceil(bots / BOTS_PER_ACCOUNT)} accounts, or fewer with Premium.`,
    )
  if (instances > 1) said.push('Several instances need MongoDB and a load balancer: docs/scaling.md.')
  if (instances > 1 && wish.shared > 0)
    said.push('Each instance fetches for itself what its viewers share: fewer and larger ones need fewer bots.')
  return said
}

const REMEDIES: Readonly<Record<Limit, string>> = {
  bots: 'Add bots to ADDITIONAL_BOT_TOKENS.',
  processor: 'Add an instance on cores of its own.',
  memory: 'Raise MEMORY_LIMIT_MIB, or add an instance.',
  network: 'Add an instance on a machine with a line of its own.',
  connections: 'Raise maxconn in deploy/haproxy/haproxy.cfg, or add an instance.',
}

function mbits(bytesPerSecond: number): string {
  return `${decimal((bytesPerSecond * BITS) / MEGA)} Mbit/s`
}

function decimal(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)))
}
