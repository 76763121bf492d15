/** Downloads under way, each with a button that ends it. */
import type { Reply } from '../../ports/messenger.js'
import type { StreamInfo } from '../../streaming/stream-record.js'
import type { Ask } from '../ask.js'
import { formatSecond } from '../texts/formats.js'
import type { Texts } from '../texts/texts.js'
import { fileNameInList } from './file-name.js'
import { inRows } from './in-rows.js'
import { brief, oneLine } from './one-line.js'
import { pageButtons, pageLine, pageOf } from './paging.js'

const STREAMS_PER_PAGE = 8
const BUTTONS_PER_ROW = 4
const MAX_SHOWN_CLIENTS = 100

export function streamsList(
  ask: Pick<Ask, 'texts' | 'button'>,
  streams: readonly StreamInfo[],
  page: number,
  nowMs: number,
): Reply {
  const { texts, button } = ask
  const { service } = texts.admins
  const shown = pageOf(streams, page, STREAMS_PER_PAGE)
  const stops = shown.items.map(({ id }, index) =>
    button(service.streams.stop(`${index + 1}`), 'stop', id, `${shown.page}`),
  )
  return {
    html: [
      streams.length === 0 ? service.streams.none : service.streams.title(texts.formats.number(streams.length)),
      ...shown.items.flatMap((stream, index) => ['', ...streamLines(texts, stream, index + 1)]),
      '',
      ...pageLine(texts, shown),
      service.asOf(formatSecond(nowMs)),
    ].join('\n'),
    buttons: [...inRows(stops, BUTTONS_PER_ROW), pageButtons(ask, 'streams.page', shown)],
  }
}

function streamLines({ admins, formats }: Texts, stream: StreamInfo, number: number): string[] {
  const { streams: says } = admins.service
  const { range, ownerId, servedBy } = stream
  const wantedBytes = range.end - range.start + 1
  const name = fileNameInList(stream.fileName)
  const { size, wait } = formats
  return [
    `${number}. ${says.line(name, size(stream.sentBytes), size(wantedBytes), size(stream.bytesPerSecond))}`,
    [
      says.about(brief(stream.address), wait(stream.ageMs)),
      ...(ownerId === null ? [] : [says.owner(ownerId)]),
      ...(servedBy.length === 0 ? [] : [says.servedBy(oneLine(servedBy.join(', '), MAX_SHOWN_CLIENTS))]),
    ].join(' · '),
  ]
}
