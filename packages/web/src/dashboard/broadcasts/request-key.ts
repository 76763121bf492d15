/** A name for what is to be made, so that it is made once however often it is sent. Also where a page is not secure, which has no randomUUID. */
export function createRequestKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
