import { examine } from '../commands/doctor.js'
import type { Press } from './presses.js'

/** `doctor.again` */
export const examineAgain: Press = {
  name: 'doctor.again',
  audience: 'admins',
  run: async (deps, ask) => ({ edit: await examine(deps, ask) }),
}
