/** Everything the bot says. Whatever people wrote (names, files) goes through `escapeHtml`. */
import type { ErrorCode } from '../core/errors.js'
import { toSafeFileName } from '../core/file-name.js'
import type { RegisterFileResult } from '../actions/register-file.js'
import type { Reply } from '../ports/messenger.js'
import { escapeHtml } from './escape-html.js'
import { formatDuration, formatMoment, formatSize } from './format.js'
import { refusalReply } from './refusal-reply.js'

const MAX_SHOWN_NAME = 200

export const replies = {
  welcome: (firstName: string): Reply => ({
    html:
      `Hello ${escapeHtml(firstName || 'there')}! Send or forward me any file, and I answer with a link ` +
      'that downloads and streams it anywhere.\n\n/help tells more.',
  }),

  help: (): Reply => ({
    html: [
      '<b>Send me any file</b> (video, music, photo, document …) and I answer with two links:',
      '• <b>Download</b> saves it; it can be paused and resumed.',
      '• <b>Stream</b> plays it in a browser or a player such as VLC.',
      '',
      'Anyone who has a link can open it, so share it with care.',
      '',
      '/start – say hello',
      '/help – this text',
    ].join('\n'),
  }),

  hint: (): Reply => ({ html: 'Send me a file, and I answer with a link to it. /help tells more.' }),

  link: ({ link, downloadUrl, streamUrl }: Extract<RegisterFileResult, { ok: true }>): Reply => {
    const facts = [
      formatSize(link.file.sizeBytes),
      link.file.mimeType,
      link.file.durationSeconds === null ? null : formatDuration(link.file.durationSeconds),
    ].filter((fact) => fact !== null)
    return {
      html: [
        `<b>${escapeHtml(shorten(toSafeFileName(link.file.name)))}</b>`,
        escapeHtml(facts.join(' · ')),
        '',
        `Download: ${escapeHtml(downloadUrl)}`,
        `Stream: ${escapeHtml(streamUrl)}`,
        '',
        link.expiresAtMs === null
          ? 'The links do not expire.'
          : `The links work until ${formatMoment(link.expiresAtMs)}.`,
      ].join('\n'),
      buttons: [
        [
          { text: 'Download', url: downloadUrl },
          { text: 'Stream', url: streamUrl },
        ],
      ],
    }
  },

  refusal: refusalReply,

  apology: (code: ErrorCode | null, errorId: string): Reply => ({
    html: `${APOLOGIES[code ?? 'unknown'] ?? APOLOGIES.unknown} If it goes on, tell the owner of this bot: error ${escapeHtml(errorId)}.`,
  }),
}

const APOLOGIES: Partial<Record<ErrorCode, string>> & { readonly unknown: string } = {
  log_channel_unusable: 'Sorry, I cannot store files just now: my set-up needs its owner.',
  telegram_unavailable: 'Sorry, Telegram is not answering me just now. Please send the file again in a minute.',
  store_unavailable: 'Sorry, I cannot make links just now. Please send the file again in a minute.',
  unknown: 'Sorry, something went wrong with this message. Please try again.',
}

function shorten(name: string): string {
  const characters = [...name]
  return characters.length <= MAX_SHOWN_NAME ? name : `${characters.slice(0, MAX_SHOWN_NAME - 1).join('')}…`
}
