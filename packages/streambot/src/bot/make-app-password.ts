/** A new app password for whoever asks, by a command or a button. */
import type { AppPasswordRefusal, AppPasswordWish } from '../actions/app-passwords.js'
import type { Reply } from '../ports/messenger.js'
import type { Ask } from './ask.js'
import { newPasswordCard } from './cards/webdav-card.js'
import type { WebdavActions } from './people-actions.js'
import type { Texts } from './texts/texts.js'

export async function makeAppPassword(webdav: WebdavActions, ask: Ask, wish: AppPasswordWish): Promise<Reply> {
  const made = await webdav.create(ask.sender.id, wish)
  return made.ok ? newPasswordCard(webdav, ask, made.secret, made.info) : { html: refusalText(ask.texts, made.refusal) }
}

function refusalText({ webdav }: Texts, refusal: AppPasswordRefusal): string {
  switch (refusal.reason) {
    case 'bad_name':
      return webdav.refusals.badName(`${refusal.maxLength}`)
    case 'expires_in_the_past':
      return webdav.refusals.inThePast
    case 'too_many_passwords':
      return webdav.refusals.tooMany(`${refusal.max}`)
  }
}
