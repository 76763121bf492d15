/** A message to everybody: how far it is, with a button that stops it, or what came of it. */
import type { BroadcastProgress } from '../../actions/broadcasts.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { formatSecond } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { fitting } from './fitting.js'
import { oneLine } from './one-line.js'

const MAX_SHOWN_REASON = 200
/** The longest of them leave room for the rest of the message. */
const MAX_REASONS = 10

export function broadcastCard({ texts, button }: Pick<Ask, 'texts' | 'button'>, progress: BroadcastProgress): Reply {
  const { broadcasts } = texts.admins
  if (progress.state !== 'running') return { html: reportLines(texts, progress).join('\n') }
  const { waitsUntilMs } = progress
  return {
    html: [
      broadcasts.running,
      howFar(texts, progress),
      ...(waitsUntilMs === null ? [] : [broadcasts.waits(formatSecond(waitsUntilMs))]),
      '',
      ...countLines(texts, progress),
    ].join('\n'),
    buttons: [[button(broadcasts.cancel, 'broadcast.cancel', progress.id)]],
  }
}

function reportLines(texts: Texts, progress: BroadcastProgress): string[] {
  const { broadcasts } = texts.admins
  const { state, reason, createdAtMs, finishedAtMs } = progress
  return [
    state === 'done' ? broadcasts.done : broadcasts.cancelled,
    ...(reason === null ? [] : [broadcasts.endedEarly(oneLine(reason, MAX_SHOWN_REASON))]),
    ...(state === 'done' ? [] : [howFar(texts, progress)]),
    '',
    ...countLines(texts, progress),
    ...(finishedAtMs === null ? [] : [broadcasts.took(texts.formats.wait(finishedAtMs - createdAtMs))]),
  ]
}

function howFar({ admins, formats }: Texts, { sent, unreachable, failed, people }: BroadcastProgress): string {
  const done = sent + unreachable + failed
  // Those who come while it goes on are counted before they have it.
  const all = Math.max(people, done, 1)
  const percent = Math.floor((done / all) * 100)
  return admins.broadcasts.progress(formats.number(done), formats.number(all), formats.number(percent))
}

function countLines({ admins, formats }: Texts, { sent, unreachable, failed, failures }: BroadcastProgress): string[] {
  const { broadcasts, service } = admins
  const counts = [
    broadcasts.sent(formats.number(sent)),
    broadcasts.unreachable(formats.number(unreachable)),
    broadcasts.failed(formats.number(failed)),
  ]
  const reasons = failures.map(({ reason, people }) =>
    broadcasts.failure(oneLine(reason, MAX_SHOWN_REASON), formats.number(people)),
  )
  const tellMore = (count: number) => service.more(formats.number(count))
  return [...counts, ...fitting(reasons, tellMore, { around: counts.join('\n'), most: MAX_REASONS })]
}
