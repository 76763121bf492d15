import { z } from 'zod'
import { EVERYBODY } from '../../../actions/audit-looks.js'
import type { StreamInfo } from '../../../streaming/stream-record.js'
import { ApiError } from '../api-error.js'
import { endpoint } from '../endpoint.js'
import { bytes, moment, named, toMoment } from '../shapes.js'

const stream = named(
  'Stream',
  z.object({
    id: z.string(),
    linkId: z.string(),
    ownerId: z.int().nullable().describe('Of the link. null: its record is out of reach'),
    fileName: z.string(),
    sizeBytes: bytes,
    range: z.object({ start: bytes, end: z.int().describe('Inclusive') }),
    address: z.string().describe('Of the reader'),
    startedAt: moment,
    sentBytes: bytes,
    bytesPerSecond: z.number().min(0),
    servedBy: z.array(z.string()),
    heldBytes: bytes,
  }),
)

function toStream({ startedAtMs, ageMs: _, servedBy, ...it }: StreamInfo): z.input<typeof stream> {
  return { ...it, servedBy: [...servedBy], startedAt: toMoment(startedAtMs) }
}

export const streamEndpoints = [
  endpoint({
    method: 'GET',
    path: '/streams',
    scope: 'streams',
    summary: 'Downloads that are running, the oldest first',
    description: 'Of the instance that answers. At most 1,000.',
    answers: {
      200: named('Streams', z.object({ items: z.array(stream), total: z.int().min(0) })),
    },
    handle: async ({ actions, actor }) => {
      await actions.looked(actor, 'streams.look', EVERYBODY)
      const all = actions.streams()
      return { status: 200, body: { items: all.slice(0, MAX_SHOWN).map(toStream), total: all.length } }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/streams/{streamId}',
    scope: 'streams',
    summary: 'Cut a download off',
    params: z.strictObject({ streamId: z.string().min(1).max(64) }),
    answers: { 204: null },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params }) => {
      if (await actions.stopStream(actor, params.streamId)) return { status: 204 }
      throw new ApiError('no_such_record', 'There is no such download on this instance, or no longer.')
    },
  }),
]

const MAX_SHOWN = 1000
