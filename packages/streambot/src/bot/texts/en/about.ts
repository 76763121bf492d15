import { escapeHtml } from '../../../core/escape-html.js'
/** What this bot is, what applies to whoever asks, and how fast it answers. */

/** Of limits, null: none. */
export const about = {
  title: (version: string) =>
    `<b>StreamBot ${escapeHtml(version)}</b> turns files on Telegram into links that download and play anywhere.`,
  yours: '<b>What applies to you</b>',
  isAdmin: 'You are an admin.',
  hasToJoin: 'You have to be a member of the channels that I name when you send a file.',
  fileSize: (max: string | null) => (max === null ? 'Files as large as Telegram takes' : `Files up to ${max}`),
  /** As HTML; null: none. */
  types: (allowed: string | null, denied: string | null) =>
    (allowed === null ? 'Files of every type' : `Only files of these types: ${allowed}`) +
    (denied === null ? '' : `, but not: ${denied}`),
  linksPerDay: (max: string | null) => (max === null ? 'As many links as you like' : `Up to ${max} links in 24 hours`),
  filesPerMinute: (max: string | null) => (max === null ? 'As fast as you like' : `Up to ${max} files a minute`),
  filesPerBatch: (max: string) => `Up to ${max} files in one link`,
  expiry: (span: string | null) => (span === null ? 'Links do not expire' : `Links work for ${span}`),
  traffic: (max: string | null) =>
    max === null ? 'As much traffic as your links need' : `${max} of traffic for your links each month`,
  pong: 'Pong',
  ponged: (ms: string) => `Pong: ${ms} ms`,
}
