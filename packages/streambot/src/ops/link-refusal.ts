/** Why there is no link, as one sentence that says what to change. */
import type { LinkFromMessageResult } from '../actions/link-from-message.js'

type Refusal = Extract<LinkFromMessageResult, { ok: false }>['refusal']

export function refusalSentence(refusal: Refusal): string {
  switch (refusal.reason) {
    case 'no_address':
      return 'That is no link to a post: it is like https://t.me/name/5 or https://t.me/c/1234567890/5.'
    case 'out_of_sight':
      return 'The bot does not see this chat: check the link, or add the bot to the chat.'
    case 'gone':
      return 'There is no such message in this chat.'
    case 'protected':
      return 'This message, or its chat, does not allow to be copied.'
    case 'no_file':
      return 'There is no such message, or it holds no file.'
    case 'no_owner':
      return 'Nobody is named whose link it would be: use --owner, or set ADMINS.'
    case 'owner_banned':
      return 'Whom the link would belong to is banned, so it would not be served.'
    case 'expires_in_the_past':
      return 'A link cannot end in the past.'
    case 'file_too_large':
      return `The file is too large: MAX_FILE_SIZE_BYTES allows ${refusal.maxSizeBytes} bytes.`
    case 'type_not_allowed':
      return `Files of the type ${refusal.mimeType} are not taken: see ALLOWED_TYPES and DENIED_TYPES.`
    default:
      return `The link was refused: ${refusal.reason}.`
  }
}
