/** Why a program got no link, as one sentence that says what to change. */
import type { LinkFromMessageResult } from '../../actions/link-from-message.js'
import type { LinkWishRefusal } from '../../actions/link-wish.js'
import { ApiError } from './api-error.js'

type Refusal = Extract<LinkFromMessageResult, { ok: false }>['refusal']

export function toWishError(refusal: LinkWishRefusal): ApiError {
  switch (refusal.reason) {
    case 'expires_in_the_past':
      return new ApiError('invalid_input', 'body.expiresAt: lies in the past.')
    case 'bad_password':
      return new ApiError('invalid_input', 'body.password: must have 1 to 256 bytes.')
    case 'bad_address':
      return new ApiError('invalid_input', `body.addresses: "${refusal.entry}" is neither an address nor a CIDR block.`)
  }
}

export function toPostError(reason: 'no_address' | 'out_of_sight' | 'gone' | 'protected'): ApiError {
  switch (reason) {
    case 'no_address':
      return new ApiError(
        'invalid_input',
        'body.post: must be like https://t.me/name/5 or https://t.me/c/1234567890/5.',
      )
    case 'out_of_sight':
      return new ApiError(
        'post_unusable',
        'The bot does not see this chat: check the link, or add the bot to the chat.',
      )
    case 'gone':
      return new ApiError('post_unusable', 'There is no such message in this chat.')
    case 'protected':
      return new ApiError('post_unusable', 'This message, or its chat, does not allow to be copied.')
  }
}

export function toLinkError(refusal: Refusal): ApiError {
  switch (refusal.reason) {
    case 'expires_in_the_past':
    case 'bad_password':
    case 'bad_address':
      return toWishError(refusal)
    case 'no_address':
    case 'out_of_sight':
    case 'gone':
    case 'protected':
      return toPostError(refusal.reason)
    case 'no_file':
      return new ApiError('post_unusable', 'There is no such message, or it holds no file.')
    case 'no_owner':
      return new ApiError('invalid_input', 'body.ownerId: is needed, because the configuration names no admin.')
    case 'owner_banned':
      return new ApiError('conflict', 'Whom the link would belong to is banned, so it would not be served.')
    case 'other_file':
      return new ApiError('conflict', 'This Idempotency-Key was used for another file; take a new one.')
    case 'other_rules':
      return new ApiError(
        'conflict',
        'The link of this Idempotency-Key was made with other rules or for another owner, or was changed since; take a new key, or change the link.',
      )
    case 'file_too_large':
      return new ApiError('file_refused', `The file is too large: at most ${refusal.maxSizeBytes} bytes are taken.`)
    case 'type_not_allowed':
      return new ApiError('file_refused', `Files of the type ${refusal.mimeType} are not taken.`)
    default:
      return new ApiError('file_refused')
  }
}
