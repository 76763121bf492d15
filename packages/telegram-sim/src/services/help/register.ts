/**
 * help.*: where the data centres are and a few empty answers clients want at start. Asked before login too.
 * Out of scope: everything about the official apps (updates, terms, support, promotion, countries).
 */
import { toSeconds } from '../../world/seconds.js'
import { requirePerson } from '../callers.js'
import type { ServiceContext } from '../context.js'
import { toConfig } from './config.js'

const TERMS_CHECK_SECONDS = 86_400

export function registerHelp({ dispatcher, world, dcs }: ServiceContext): void {
  const now = () => toSeconds(world.clock.now())

  dispatcher.register('help.getConfig', (caller) => toConfig(dcs(), caller.dcId, now()))

  dispatcher.register('help.getNearestDc', (caller) => {
    return { _: 'nearestDc', country: 'NL', thisDc: caller.dcId, nearestDc: world.homeDcId }
  })

  dispatcher.register('help.getAppConfig', (caller) => {
    requirePerson(world, caller)
    return { _: 'help.appConfig', hash: 1, config: { _: 'jsonObject', value: [] } }
  })

  dispatcher.register('help.getTermsOfServiceUpdate', (caller) => {
    requirePerson(world, caller)
    return { _: 'help.termsOfServiceUpdateEmpty', expires: now() + TERMS_CHECK_SECONDS }
  })
}
