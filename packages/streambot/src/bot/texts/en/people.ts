import { escapeHtml } from '../../../core/escape-html.js'
/** Commands that everybody has, and what is said to whoever is lost. */

export const people = {
  commands: {
    start: 'say hello',
    help: 'what I can do',
    files: 'your links: find, change, revoke them',
    stats: 'what you have used, and may still use',
    info: 'what this bot is, and what applies to you',
    lang: 'the language I speak with you',
    link: 'in groups: a link to the file of the message you answer',
    webdav: 'your files in rclone, VLC, Kodi and file managers',
    ping: 'how fast I answer',
  },
  welcome: (firstName: string) =>
    `Hello ${escapeHtml(firstName || 'there')}! Send or forward me any file, and I answer with a link ` +
    'that downloads and streams it anywhere.\n\n/help tells more.',
  help: (commands: readonly string[]) =>
    [
      '<b>Send me any file</b> (video, music, photo, document …) and I answer with two links:',
      '• <b>Download</b> saves it; it can be paused and resumed.',
      '• <b>Watch</b>, <b>Listen</b> or <b>View</b> shows it in your browser; <b>Stream</b> is for players such as VLC.',
      'Send several at once, and they get one link together as well.',
      '',
      'Anyone who has a link can open it, so share it with care.',
      '',
      ...commands,
    ].join('\n'),
  /** Of what holds no file. */
  noFile: {
    poll: 'A poll has no file that I could link to. Send me a file, and I answer with a link to it.',
    place: 'A place has no file that I could link to. Send me a file, and I answer with a link to it.',
    contact: 'A contact has no file that I could link to. Send me a file, and I answer with a link to it.',
    dice: 'Good luck! But there is no file in it. Send me one, and I answer with a link to it.',
    game: 'A game has no file that I could link to. Send me a file, and I answer with a link to it.',
    story: 'Telegram does not give me the file of a story. Send me the file itself, and I answer with a link to it.',
    gone: 'Telegram does not give me files that are to be seen once. Send it like any other file, and I answer with a link to it.',
    other: 'I find no file in that. Send me a photo, a video, music or any other file, and I answer with a link to it.',
  },
  hint: 'Send me a file, and I answer with a link to it. /help tells more.',
  /** @param errorId short, and in the log */
  apology: (what: 'storage' | 'telegram' | 'database' | 'unknown', errorId: string) =>
    `${APOLOGIES[what]} If it goes on, tell the owner of this bot: error ${escapeHtml(errorId)}.`,
  maybeDone:
    'I was restarting when this came, and it may have been done already. Please look whether it was, and send it again if not.',
  pressOutdated: 'This button is not for you, or too old. Please ask for a new one.',
}

const APOLOGIES = {
  storage: 'Sorry, I cannot store files just now: my set-up needs its owner.',
  telegram: 'Sorry, Telegram is not answering me just now. Please send it again in a minute.',
  database: 'Sorry, I cannot make links or look anything up just now. Please send it again in a minute.',
  unknown: 'Sorry, something went wrong with this message. Please try again.',
}
