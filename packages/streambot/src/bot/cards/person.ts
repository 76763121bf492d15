/** Who somebody is, for admins. */
import { escapeHtml } from '../../core/escape-html.js'
import type { UserProfile } from '../../core/user.js'
import { oneLine } from './one-line.js'

const MAX_SHOWN_NAME = 48

/** `Ada @ada 7`. @param profile null: only the number is known */
export function personName(userId: number, profile: Pick<UserProfile, 'firstName' | 'username'> | null): string {
  const name = oneLine(profile?.firstName ?? '', MAX_SHOWN_NAME)
  return [
    ...(name === '' ? [] : [`<b>${escapeHtml(name)}</b>`]),
    ...(profile?.username ? [`@${escapeHtml(oneLine(profile.username, MAX_SHOWN_NAME))}`] : []),
    `<code>${userId}</code>`,
  ].join(' ')
}
