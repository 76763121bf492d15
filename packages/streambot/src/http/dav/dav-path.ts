/**
 * Which folder or file an address below `/dav` means, and the address of each. Read from the address as it was sent, part by part: an encoded slash is
 * part of a name, and no name has one, so nothing leads out of a folder.
 */

export const DAV_PATH = '/dav'

export type DavPath =
  | { readonly kind: 'root' }
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'file'; readonly folder: string; readonly name: string }

/**
 * @param url of the request, with what stands behind its path
 * @param prefix of the route: what a proxy leaves in front
 * @returns null for what cannot be there
 */
export function parseDavPath(url: string, prefix: string): DavPath | null {
  // Whole addresses are asked for too (RFC 9112 §3.2.2).
  const [path = ''] = url.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1)
  // Empty before the first slash; then the prefix and `dav`.
  const parts = path.split('/').slice(prefix.split('/').length + 1)
  const isFolder = parts.at(-1) === ''
  const names = (isFolder ? parts.slice(0, -1) : parts).map(decode)
  const [folder, name] = names
  if (names.length > 2 || names.includes(null)) return null
  if (folder === undefined || folder === null) return { kind: 'root' }
  if (name === undefined || name === null) return { kind: 'folder', folder }
  return isFolder ? null : { kind: 'file', folder, name }
}

/** As a path, which is right at whatever host. @param basePath what a proxy leaves, or has taken off */
export function toHref(basePath: string, path: DavPath): string {
  const root = `${basePath}${DAV_PATH}/`
  switch (path.kind) {
    case 'root':
      return root
    case 'folder':
      return `${root}${encodeURIComponent(path.folder)}/`
    case 'file':
      return `${root}${encodeURIComponent(path.folder)}/${encodeURIComponent(path.name)}`
  }
}

/** null for what is no UTF-8, or empty. */
function decode(part: string): string | null {
  try {
    return decodeURIComponent(part) || null
  } catch {
    return null
  }
}
