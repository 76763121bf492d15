/** Where a person's programs find their files, and the passwords of these, each with a button that revokes it. */
import type { AppPasswordInfo } from '../../actions/app-passwords.js'
import { escapeHtml } from '../../core/escape-html.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import type { WebdavActions } from '../people-actions.js'
import { formatMoment } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { inRows } from './in-rows.js'
import { brief } from './one-line.js'

const BUTTONS_PER_ROW = 3

export async function webdavCard(
  { url, list }: Pick<WebdavActions, 'url' | 'list'>,
  { sender, texts, button }: Pick<Ask, 'sender' | 'texts' | 'button'>,
  nowMs: number,
): Promise<Reply> {
  const { webdav } = texts
  const passwords = await list(sender.id)
  const revokes = passwords.map(({ id }, index) => button(webdav.revoke(`${index + 1}`), 'webdav.revoke', id))
  return {
    html: [
      webdav.title,
      '',
      ...access(texts, url, sender.id),
      '',
      ...passwords.map((password, index) => `${index + 1}. ${line(texts, password, nowMs)}`),
      ...(passwords.length === 0 ? [webdav.none] : []),
      '',
      webdav.usage,
    ].join('\n'),
    buttons: [...inRows(revokes, BUTTONS_PER_ROW), [button(webdav.makeOne, 'webdav.new')]],
  }
}

/** The only time that the secret is seen. */
export function newPasswordCard(
  { url }: Pick<WebdavActions, 'url'>,
  { sender, texts, button }: Pick<Ask, 'sender' | 'texts' | 'button'>,
  secret: string,
  { id, name, expiresAtMs }: AppPasswordInfo,
): Reply {
  const { webdav } = texts
  return {
    html: [
      webdav.created(escapeHtml(brief(name))),
      '',
      ...access(texts, url, sender.id),
      webdav.password(escapeHtml(secret)),
      '',
      expiresAtMs === null ? webdav.worksForGood : webdav.worksUntil(formatMoment(expiresAtMs)),
    ].join('\n'),
    buttons: [
      [{ text: webdav.copy, copies: secret }],
      [button(webdav.hide, 'webdav.show'), button(webdav.revokeIt, 'webdav.revoke', id)],
    ],
  }
}

function access({ webdav }: Texts, url: string, userId: number): string[] {
  return [webdav.address(escapeHtml(url)), webdav.userName(`${userId}`)]
}

function line({ webdav }: Texts, password: AppPasswordInfo, nowMs: number): string {
  const { name, createdAtMs, lastUsedAtMs, expiresAtMs } = password
  return [
    `<b>${escapeHtml(brief(name))}</b>`,
    webdav.made(formatMoment(createdAtMs)),
    lastUsedAtMs === null ? webdav.neverUsed : webdav.used(formatMoment(lastUsedAtMs)),
    ...(expiresAtMs === null ? [] : [(expiresAtMs <= nowMs ? webdav.over : webdav.until)(formatMoment(expiresAtMs))]),
  ].join(' · ')
}
