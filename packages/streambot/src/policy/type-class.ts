/**
 * Which MIME types are of one kind, so that a file declared as one of them and found to be another is no lie: senders, phones and
 * converters mix these up all the time.
 */

export type TypeClass = 'video' | 'audio' | 'image' | 'font' | 'program' | 'archive' | 'print' | 'other'

/** Lower case, without parameters such as `; charset=utf-8`. */
export function essenceOf(mimeType: string): string {
  return (mimeType.split(';', 1)[0] ?? '').trim().toLowerCase()
}

export function classOf(mimeType: string): TypeClass {
  return CLASSES.find(([, pattern]) => pattern.test(mimeType))?.[0] ?? 'other'
}

const CLASSES: readonly (readonly [TypeClass, RegExp])[] = [
  ['video', /^video\/|^application\/(mp4|mxf|vnd\.rn-realmedia)$/],
  ['audio', /^audio\/|^application\/ogg$/],
  ['image', /^image\//],
  ['font', /^font\/|^application\/(x-)?font-/],
  [
    'program',
    /^application\/(x-(ms-?dos|msdownload|msdos-program|dosexec|exe|elf|executable|sharedlib|mach-binary|msi)|vnd\.microsoft\.portable-executable|java-vm|wasm|x\.ms\.shortcut)/,
  ],
  [
    'archive',
    /^application\/(x-|vnd\.)?(zip|rar|7z|gzip|bzip2?|xz|g?tar|zstd|lz4|lzip|lzh|lzma|arj|ace|cpio|compress|ms-cab)/,
  ],
  ['print', /^application\/((x-)?pdf|postscript|eps|rtf)$/],
]

/** Types of one container each, in which nobody sees from the beginning whether it holds pictures or only sound. */
const FAMILIES: readonly RegExp[] = [
  /^(video|audio|application)\/(mp4|x-m4[av]|m4a|aac|quicktime|3gpp2?)$/,
  /^(video|audio)\/(x-)?(matroska|webm)/,
  /^(video|audio|application)\/(ogg|opus|vorbis)/,
  /^(video|audio|application)\/(x-|vnd\.)ms-(asf|wm[av])$/,
  /^(video|audio)\/(mpeg|mp[123]|mp2t)$/,
  // Raw pictures of cameras begin as TIFF does.
  /^image\/(tiff|x-.+)$/,
  /^image\/(heic|heif|avif)/,
]

/** Of one container: the declared type says more than the bytes do. */
export function areFamily(one: string, other: string): boolean {
  return one === other || FAMILIES.some((family) => family.test(one) && family.test(other))
}

/** What other formats are made of: APK and EPUB are ZIPs, DOC is CFB, a Telegram sticker is gzip. */
export function isContainer(mimeType: string): boolean {
  return /^application\/(zip|gzip|x-cfb|xml|x-sqlite3|x-bzip2|x-xz|zstd)$/.test(mimeType)
}

/** Made of characters: what it begins with by chance means nothing. */
export function isTextLike(mimeType: string): boolean {
  return /^text\/|[/+](json|xml|yaml|toml)$|(java|ecma)script$|^application\/(x-)?(sh|sql|subrip|tex|perl|php|httpd-php|ndjson)$/.test(
    mimeType,
  )
}
