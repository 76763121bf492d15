/** The set-up check, and what takes longer or costs more than a look in passing: the way in, the machine, the database from within. */
import type { Clock } from '../ports/clock.js'
import type { Stores } from '../ports/stores.js'
import { checkMachine, type CheckMachineDeps } from './check-machine.js'
import { checkProxy, type CheckProxyDeps } from './check-proxy.js'
import { checkSetup, type CheckSetupDeps, type SetupCheck } from './check-setup.js'
import { aheadOf, isClockOff } from './clock-difference.js'
import { finding, type SetupFinding } from './setup-findings.js'

export interface ExamineSetupDeps extends CheckSetupDeps, Omit<CheckProxyDeps, keyof CheckSetupDeps>, CheckMachineDeps {
  readonly stores: CheckSetupDeps['stores'] & Pick<Stores, 'examine'>
  readonly linkKeys: CheckSetupDeps['linkKeys'] & CheckProxyDeps['linkKeys']
  readonly adminIds: () => readonly number[]
}

/** The worst first. @throws the signal's reason when aborted, and nothing else */
export function examineSetup(deps: ExamineSetupDeps, signal: AbortSignal): Promise<SetupFinding[]> {
  const onTheWay = (url: string, limit: AbortSignal) => checkProxy(deps, url, limit)
  return checkSetup({ ...deps, onTheWay }, signal, [
    ...machineChecks(deps),
    ['database', (limit) => checkInsideDatabase(deps, limit)],
  ])
}

/** What can be asked without Telegram, a database or an address. */
export function machineChecks(deps: CheckMachineDeps & Pick<ExamineSetupDeps, 'adminIds'>): SetupCheck[] {
  return [
    ['machine', (limit) => checkMachine(deps, limit)],
    ['configuration', () => Promise.resolve(deps.adminIds().length === 0 ? [finding('admins_missing', {})] : [])],
  ]
}

export async function checkInsideDatabase(
  { stores, clock }: { readonly stores: Pick<Stores, 'name' | 'examine'>; readonly clock: Clock },
  signal: AbortSignal,
): Promise<SetupFinding[]> {
  const { name } = stores
  const askedMs = clock.now()
  const { version, damage, missingIndexes: indexes, isReplicated, timeMs } = await stores.examine(signal)
  const aheadMs = timeMs === null ? 0 : aheadOf(timeMs, askedMs, clock.now())
  return [
    ...(damage === null ? [] : [finding('database_damaged', { name, reason: damage })]),
    ...(indexes.length > 0 ? [finding('database_lacks_index', { name, indexes })] : []),
    ...(isReplicated === false ? [finding('database_alone', { name })] : []),
    ...(isClockOff(aheadMs) ? [finding('clock_differs', { aheadMs, of: 'database' })] : []),
    finding('database_known', { name, version }),
  ]
}
