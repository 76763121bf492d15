/** Why somebody was not let in, in words that say what to do. */
import { ApiFailure } from '../api/failure.js'
import { wordsOf } from '../api/failure-words.js'

export function loginWordsOf(failure: unknown, given: 'code' | 'token'): string {
  if (!(failure instanceof ApiFailure)) return wordsOf(failure)
  if (failure.kind === 'timeout') return 'The server did not answer in time. Try again.'
  if (failure.status !== 401) return wordsOf(failure)
  return given === 'code'
    ? 'This link was used before, is over, or is none of this server’s. Send /dashboard to the bot for a new one: it works once, for five minutes.'
    : 'This token is unknown, revoked or over. Check that it was copied whole: it begins with sb_.'
}
