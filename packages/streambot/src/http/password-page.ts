/**
 * How a password is asked for. Programs give it by HTTP Basic (RFC 7617), whatever the user name; browsers get a page, because a dialog of
 * theirs says nothing of the link, and they would send the password along with requests for other links.
 */
import type { ErrorCode } from '../core/errors.js'
import { escapeHtml, toFramedPage, toPageHeaders } from './page.js'

type PasswordCode = Extract<ErrorCode, 'password_required' | 'password_wrong'>

export const BASIC_CHALLENGE = 'Basic realm="The password of this link", charset="UTF-8"'

/** A 401 has to have a challenge (RFC 9110 §15.5.2); browsers pass over a scheme they do not know, and open no dialog. */
export const FORM_CHALLENGE = 'Form realm="The password of this link"'

export const PASSWORD_PAGE_HEADERS = { ...toPageHeaders("'self'"), 'www-authenticate': FORM_CHALLENGE }

export function isPasswordCode(code: string): code is PasswordCode {
  return code === 'password_required' || code === 'password_wrong'
}

/** The form goes to where the page came from. @param text what went wrong, or is to be done */
export function toPasswordPage(code: PasswordCode, text: string): string {
  const isWrong = code === 'password_wrong'
  return toFramedPage(
    'A password, please',
    `<p id="about"${isWrong ? ' role="alert"' : ''}>${escapeHtml(text)}</p>
<form method="post">
  <label for="password">Password</label>
  <input id="password" name="password" type="password" autocomplete="current-password" required autofocus
    aria-describedby="about"${isWrong ? ' aria-invalid="true"' : ''}>
  <button>Open</button>
</form>`,
  )
}
