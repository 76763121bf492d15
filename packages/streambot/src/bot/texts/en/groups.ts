/** Links to files in groups. */
export const groups = {
  inPrivate:
    'Here you need no command: send or forward me the file. In a group, answer a message that has a file with /link, ' +
    'and I give you a link to it.',
  howTo: (max: string) =>
    'Answer a message that has a file with /link, and I give you a link to it. /link 3 takes that file and those in the ' +
    `next two messages as well, up to ${max} in all.`,
  noFile: 'There is no file in that message.',
  noFiles: 'There is no file in those messages.',
  gone: 'That message is gone, or Telegram does not show it to me.',
}
