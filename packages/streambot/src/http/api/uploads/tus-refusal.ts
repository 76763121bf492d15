/** What the tus server answers when it says no, as the API says it. */
import { StreamBotError } from '../../../core/errors.js'
import { UploadTakenOverError } from '../../../actions/upload-sessions.js'
import { ApiError, type ApiErrorCode } from '../api-error.js'

const CODES: Readonly<Record<number, ApiErrorCode>> = {
  404: 'no_such_record',
  409: 'upload_offset_wrong',
  410: 'upload_gone',
  412: 'tus_version',
  413: 'upload_too_large',
}

/**
 * @param error what it was, as far as that is known; null: only the answer is
 * @param text of the answer
 */
export function toTusRefusal(error: unknown, status: number, text: string): unknown {
  if (error instanceof UploadTakenOverError) return new ApiError('upload_busy')
  if (error instanceof ApiError || error instanceof StreamBotError) return error
  // Its own errors are no instances of anything.
  const isItsOwn = error === null || (typeof error === 'object' && 'status_code' in error)
  if (!isItsOwn) return error
  if (status >= 500 && status !== 501) return error ?? new Error(`The tus server failed: ${text}`)
  const code = CODES[status] ?? 'invalid_input'
  return code === 'invalid_input' ? new ApiError(code, `${text.trim()}.`) : new ApiError(code)
}
