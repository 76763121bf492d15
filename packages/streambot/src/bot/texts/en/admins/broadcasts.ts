import { escapeHtml } from '../../../../core/escape-html.js'
/** What admins read about messages to everybody. */

export const broadcasts = {
  usage:
    'Write or forward me the message, and answer it with <code>/broadcast</code>. Nothing is sent before you confirm.',
  gone: 'That message is gone. Please send it again, and answer it with <code>/broadcast</code>.',
  preview: (people: string) =>
    [
      `The message you answered goes to <b>${people} people</b>: all who have ever talked to me.`,
      'Those who cannot be reached are passed over. It is sent as it is by then, without your name.',
    ].join('\n'),
  send: (people: string) => `Send to ${people}`,
  drop: 'Leave it',
  dropped: 'Nothing was sent.',
  busy: 'A message to everybody is on its way already. When it is over, ask me again.',
  starting: 'It begins.',
  running: '<b>A message is on its way to everybody</b>',
  progress: (done: string, people: string, percent: string) => `${done} of ${people} people (${percent} %)`,
  waits: (moment: string) => `Telegram lets me go on at ${moment}.`,
  done: '<b>The message is with everybody</b>',
  cancelled: '<b>The message was stopped on its way</b>',
  endedEarly: (reason: string) => `Why: ${escapeHtml(reason)}`,
  sent: (count: string) => `Sent: ${count}`,
  unreachable: (count: string) => `Cannot be reached: ${count}`,
  failed: (count: string) => `Failed: ${count}`,
  failure: (reason: string, count: string) => `• ${escapeHtml(reason)}: ${count}`,
  took: (span: string) => `It took ${span}.`,
  cancel: 'Stop it',
  stopped: 'It is stopped.',
  overBefore: 'It was over already.',
  unknown: 'There is no such message any more.',
}
