import type { ApiTokenInfo, ApiTokenRefusal } from '../../actions/api-tokens.js'
import { escapeHtml } from '../../core/escape-html.js'
import type { Reply } from '../../ports/messenger.js'
import { actorOf } from '../admin-actions.js'
import type { Ask } from '../ask.js'
import { brief } from '../cards/one-line.js'
import { tokensList } from '../cards/tokens-list.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import type { Command } from './command.js'
import { readTokenWish } from './token-wish.js'

export const token: Command = {
  name: 'token',
  audience: 'admins',
  place: 'private',
  hasEffect: true,
  describe: (texts) => texts.admins.commands.token,
  run: async ({ actions, clock }, ask) => {
    const { tokens } = actions.admin
    const nowMs = clock.now()
    if (ask.args === '') return tokensList(ask, await tokens.list(), 0, nowMs)
    const reading = readTokenWish(ask.args, nowMs)
    const { refusals } = ask.texts.admins.tokens
    if (!reading.ok) return { html: refusals.twoExpiries(brief(reading.expiries[0]), brief(reading.expiries[1])) }
    const made = await tokens.create(actorOf(ask), reading.wish)
    return made.ok ? shownOnce(ask, made.token, made.info) : { html: refusalText(ask.texts, made.refusal) }
  },
}

function shownOnce(ask: Ask, secret: string, { id, name, scopes, expiresAtMs }: ApiTokenInfo): Reply {
  const { tokens } = ask.texts.admins
  return {
    html: [
      tokens.created(escapeHtml(brief(name)), scopes.join(', ')),
      '',
      `<code>${escapeHtml(secret)}</code>`,
      '',
      expiresAtMs === null ? tokens.worksForGood : tokens.worksUntil(formatMoment(expiresAtMs)),
    ].join('\n'),
    buttons: [
      [{ text: tokens.copy, copies: secret }],
      [ask.button(tokens.hide, 'token.hide', id), ask.button(tokens.revokeIt, 'token.revoke', id)],
    ],
  }
}

function refusalText({ admins }: Texts, refusal: ApiTokenRefusal): string {
  const { refusals, usage } = admins.tokens
  switch (refusal.reason) {
    case 'bad_name':
      return refusals.badName(`${refusal.maxLength}`)
    case 'no_scope':
      return usage(refusal.scopes.join(', '))
    case 'unknown_scope':
      return refusals.unknownScope(brief(refusal.scope), refusal.scopes.join(', '))
    case 'expires_in_the_past':
      return refusals.inThePast
    case 'too_many_tokens':
      return refusals.tooMany(`${refusal.max}`)
  }
}
