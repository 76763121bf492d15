/** Answers to files. */
export const files = {
  download: 'Download',
  watch: 'Watch',
  copy: 'Copy link',
  share: 'Share',
  revoke: 'Revoke',
  expiry: 'Expiry',
  password: 'Password',
  page: 'All files',
  playlist: 'Playlist',
  archive: 'Archive (ZIP)',
  neverExpires: 'The links do not expire.',
  expires: (moment: string) => `The links work until ${moment}.`,
  batch: (count: string, size: string) => `<b>${count} files</b> · ${size}`,
  more: (count: string) => `… and ${count} more on the page.`,
  moreRefused: (count: string) => `… and ${count} more.`,
  refused: (count: string) => `<b>Not taken: ${count}</b>`,
  inLine: (done: string, total: string, waiting: string) =>
    `I have your ${total} files in line: ${done} done, ${waiting} to go. You get the links as they are ready.`,
  lineDone: (total: string) => `All your ${total} files are done.`,
  lineFull: (count: string, max: string) =>
    `I keep up to ${max} files of yours in line. The last ${count} came on top of that: please send them again when I am done.`,
}
