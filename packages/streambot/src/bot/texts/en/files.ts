/** Answers to files. */
export const files = {
  download: 'Download',
  open: { video: 'Watch', audio: 'Listen', image: 'View', pdf: 'View', text: 'View', other: 'Open' },
  stream: 'Stream',
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
  goesOnIn: (wait: string) => `It goes on in ${wait}.`,
  lineFull: (max: string) =>
    `I keep up to ${max} files of yours in line. This one and what comes after it is too much: please send it again when I am done.`,
}
