import { escapeHtml } from '../../../core/escape-html.js'
/** Why something is not done, said kindly: what is the matter, and what helps. */

export const refusals = {
  bannedForGood: 'You may not use this bot any more.',
  bannedUntil: (moment: string) => `You may not use this bot until ${moment}.`,
  banReason: (reason: string) => `The reason: ${escapeHtml(reason)}`,
  ownerOnly: 'This bot works for its owner only.',
  notOnList: (userId: number) =>
    `This bot works for people on its list only. Ask its owner to add you; your number is <code>${userId}</code>.`,
  join: 'I work for members only. Please join, and then press "Check again":',
  joinThenRepeat: 'I work for members only. Please join, and then ask me again:',
  /** Plain text. */
  stillMissing: (channels: readonly string[]) => `You are not in ${channels.join(', ')} yet.`,
  theChannel: 'the channel',
  /** Plain text. */
  fileGone: 'I do not find your file any more. Please send it again.',
  /** Plain text. */
  filesGone: 'I do not find your files any more. Please send them again.',
  joinButton: (title: string | null) => `Join ${title ?? 'the channel'}`,
  checkAgain: 'Check again',
  tryAgain: 'Try again',
  privateChannel: 'a private channel',
  noInvitation: (channel: string) => `${channel} (ask the owner of this bot for an invitation)`,
  subscriptionUnknown:
    'Sorry, Telegram does not tell me just now whether you are in my channel. Please send the file again in a minute.',
  tooLarge: (size: string, max: string) =>
    `This file is too large: ${size}, and files up to ${max} are taken here. Please send a smaller one.`,
  typeNotAllowed: (type: string) => `Files of this type (${escapeHtml(type)}) are not taken here.`,
  /** @param types HTML */
  allowedTypes: (types: string) => `These are: ${types}.`,
  moreTypes: (count: string) => `… and ${count} more`,
  moreChannels: (count: string) => `… and ${count} more.`,
  tooManyLinks: (wait: string) =>
    `You have made as many links as you may within 24 hours. The next one is possible in ${wait}.`,
  tooManyUploads: (wait: string) =>
    `That was fast! I take the next file of yours in ${wait}. Please send this one again then.`,
  serviceBusy: (wait: string) => `Many people are sending files just now. Please send this one again in ${wait}.`,
}
