/** How files of some types begin, for tests of those who look. */

/** Some more bytes, as no text has them. */
const REST = Buffer.alloc(300)

const begin = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat([
    ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
    REST,
  ])

const box = (brand: string) => begin([0, 0, 0, 0x20], 'ftyp', brand)
const ebml = (docType: string) =>
  begin([0x1a, 0x45, 0xdf, 0xa3, 0x80 + docType.length + 3, 0x42, 0x82, 0x80 + docType.length], docType)

export const BEGINNINGS = {
  mp4: box('isom'),
  m4a: box('M4A '),
  quicktime: box('qt  '),
  matroska: ebml('matroska'),
  webm: ebml('webm'),
  ogg: begin('OggS'),
  flac: begin('fLaC'),
  png: begin('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR'),
  jpeg: begin([0xff, 0xd8, 0xff, 0xe0, 0, 0x10], 'JFIF'),
  tiff: begin('II*\0'),
  pdf: begin('%PDF-1.7\n'),
  zip: begin('PK\x03\x04'),
  gzip: begin([0x1f, 0x8b, 8]),
  rar: begin('Rar!\x1a\x07\x01\x00'),
  cfb: begin([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
  exe: begin('MZ\x90\x00'),
  elf: begin('\x7fELF'),
  xml: Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
  text: Buffer.from('Dear reader,\n'),
  textLikeExe: Buffer.from('MZ is a company; BM a magazine.\r\n'),
  utf16: Buffer.from('\ufeffMZ', 'utf16le'),
  nothing: new Uint8Array(),
}
