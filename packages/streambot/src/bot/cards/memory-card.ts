/** What the process uses, and who keeps what of it. */
import type { Reply } from '../../ports/messenger.js'
import type { MemorySnapshot } from '../../streaming/memory-manager.js'
import type { Ask } from '../ask.js'
import { formatSecond } from '../texts/formats.js'
import { brief } from './one-line.js'

export function memoryCard(
  { texts, button }: Pick<Ask, 'texts' | 'button'>,
  snapshot: MemorySnapshot,
  nowMs: number,
): Reply {
  const { service } = texts.admins
  const { memory: says, levels } = service
  const { size, number } = texts.formats
  const { budget, owners } = snapshot
  return {
    html: [
      says.title,
      says.process(size(snapshot.rssBytes), size(snapshot.limitBytes), levels[snapshot.level]),
      says.heap(size(snapshot.heapUsedBytes)),
      says.outside(size(snapshot.externalBytes), size(snapshot.arrayBufferBytes)),
      '',
      says.budget(size(budget.limitBytes)),
      says.held(size(budget.heldBytes), number(budget.streams)),
      says.promised(size(budget.floorBytes)),
      says.cached(size(budget.cachedBytes)),
      '',
      says.owners,
      ...owners.map(({ name, bytes }) => says.owner(brief(name), size(bytes))),
      '',
      service.asOf(formatSecond(nowMs)),
    ].join('\n'),
    buttons: [[button(service.refresh, 'memory.refresh')]],
  }
}
