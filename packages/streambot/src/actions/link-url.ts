import { toSafeFileName } from '../core/file-name.js'

const MAX_NAME_LENGTH = 120

/**
 * `{baseUrl}/dl/{token}/{name}`. The name is for people and for programs that save under the last part of a URL;
 * where it would make the link long, it is left out: the server sends it in any case.
 */
export function linkUrl(baseUrl: string, route: 'dl' | 'stream', token: string, fileName: string): string {
  const name = encodeURIComponent(toSafeFileName(fileName))
  const link = `${baseUrl}/${route}/${token}`
  return name.length <= MAX_NAME_LENGTH ? `${link}/${name}` : link
}
