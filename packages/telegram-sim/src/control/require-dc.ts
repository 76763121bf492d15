import { ControlError } from './control-error.js'
import type { Controlled } from './route.js'

/** A file or account whose home does not exist could never be reached. Absent means the default, which does. */
export function requireDc({ dcs }: Pick<Controlled, 'dcs'>, dcId: number | undefined): void {
  if (dcId === undefined || dcs.some((dc) => dc.id === dcId)) return
  const known = dcs.map((dc) => dc.id).join(', ')
  throw new ControlError(400, 'NO_SUCH_DC', `there is no data centre ${dcId}; choose one of ${known}`)
}
