/** The tokens of the API, each with a button that revokes it. */
import type { ApiTokenInfo } from '../../actions/api-tokens.js'
import { API_SCOPES } from '../../core/api-token.js'
import { escapeHtml } from '../../core/escape-html.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { inRows } from './in-rows.js'
import { brief } from './one-line.js'
import { pageButtons, pageLine, pageOf } from './paging.js'

const TOKENS_PER_PAGE = 10
const BUTTONS_PER_ROW = 3

export function tokensList(
  ask: Pick<Ask, 'texts' | 'button'>,
  all: readonly ApiTokenInfo[],
  page: number,
  nowMs: number,
): Reply {
  const { texts, button } = ask
  const { tokens } = texts.admins
  const shown = pageOf(all, page, TOKENS_PER_PAGE)
  const revokes = shown.items.map(({ id }, index) =>
    button(tokens.revoke(`${index + 1}`), 'token.revoke', id, `${shown.page}`),
  )
  return {
    html: [
      all.length === 0 ? tokens.none : tokens.title(texts.formats.number(all.length)),
      '',
      ...shown.items.map((token, index) => `${index + 1}. ${line(texts, token, nowMs)}`),
      ...pageLine(texts, shown),
      ...(all.length === 0 ? [] : ['']),
      tokens.usage(API_SCOPES.join(', ')),
    ].join('\n'),
    buttons: [...inRows(revokes, BUTTONS_PER_ROW), ...(shown.pages > 1 ? [pageButtons(ask, 'token.page', shown)] : [])],
  }
}

function line({ admins }: Texts, token: ApiTokenInfo, nowMs: number): string {
  const { tokens } = admins
  const { name, scopes, createdAtMs, lastUsedAtMs, expiresAtMs } = token
  return [
    tokens.line(escapeHtml(brief(name)), scopes.join(', ')),
    tokens.made(formatMoment(createdAtMs)),
    lastUsedAtMs === null ? tokens.neverUsed : tokens.used(formatMoment(lastUsedAtMs)),
    ...(expiresAtMs === null ? [] : [(expiresAtMs <= nowMs ? tokens.over : tokens.until)(formatMoment(expiresAtMs))]),
  ].join(' · ')
}
