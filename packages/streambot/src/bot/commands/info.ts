import type { PersonalLimits } from '../../actions/personal-limits.js'
import { refusalText } from '../cards/refusal-card.js'
import { typeList } from '../cards/type-list.js'
import type { Texts } from '../texts/texts.js'
import type { Command } from './command.js'

export const info: Command = {
  name: 'info',
  audience: 'everybody',
  place: 'private',
  describe: (texts) => texts.people.commands.info,
  run: async ({ actions }, { texts, sender, isAdmin }) => {
    const { about } = texts
    const limits = await actions.people.limitsOf(sender.id)
    const { refusal, hasToJoin } = limits
    return {
      html: [
        about.title(actions.people.version),
        '',
        about.yours,
        ...(isAdmin ? [about.isAdmin] : []),
        ...(refusal ? [refusalText(texts, refusal)] : []),
        ...(hasToJoin ? [about.hasToJoin] : []),
        ...limitLines(texts, limits).map((line) => `• ${line}`),
      ].join('\n'),
    }
  },
}

function limitLines(texts: Texts, limits: PersonalLimits): string[] {
  const { about, formats } = texts
  const { number, size, wait } = formats
  return [
    about.fileSize(unlessNone(limits.maxFileBytes, size)),
    about.types(typesOf(texts, limits.types.allowed), typesOf(texts, limits.types.denied)),
    about.linksPerDay(unlessNone(limits.linksPerDay, number)),
    about.filesPerMinute(unlessNone(limits.filesPerMinute, number)),
    about.filesPerBatch(number(limits.filesPerBatch)),
    about.expiry(unlessNone(limits.expirySeconds, (seconds) => wait(seconds * 1000))),
    about.traffic(unlessNone(limits.trafficBytesPerMonth, size)),
  ]
}

function unlessNone(value: number | null, show: (value: number) => string): string | null {
  return value === null ? null : show(value)
}

function typesOf(texts: Texts, types: readonly string[]): string | null {
  return types.length === 0 ? null : typeList(texts, types)
}
