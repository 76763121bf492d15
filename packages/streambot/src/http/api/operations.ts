/** All there is to ask of the API, as the document tells it: what is made by its description, and the few that are made by hand. */
import type { Endpoint } from './endpoint.js'
import { ENDPOINTS } from './endpoints.js'
import { followQuery } from './follow-logs.js'
import { info } from './info.js'
import type { Json } from './json-shapes.js'
import { oldLogsQuery } from './old-logs.js'
import { logPage } from './routes/logs.js'
import { UPLOAD_OPERATIONS } from './uploads/upload-operations.js'

/** What the document tells of one way in. */
export interface Operation extends Omit<Endpoint, 'handle' | 'scope'> {
  /** From the root of the server. */
  readonly path: string
  /** null: anybody may. */
  readonly scope: string | null
  readonly isEventStream?: boolean
  /** Bodies that are not read by a schema of ours, by media type. */
  readonly takes?: Readonly<Record<string, Json>>
  /** What its headers say; none of them is needed in every case. */
  readonly headers?: Readonly<Record<string, string>>
}

const OTHERS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/api/v1/logs/follow',
    scope: 'logs',
    summary: 'The log as it is written, as server-sent events',
    description:
      'Each line is an event `log` with a LogLine as its data; a comment comes every 15 seconds; the event `end` says why it is over. Of the ' +
      'instance that answers.',
    params: null,
    query: followQuery,
    body: null,
    answers: { 200: null },
    refusals: ['too_many_followers'],
    isEventStream: true,
  },
  ...UPLOAD_OPERATIONS,
  {
    method: 'GET',
    path: '/api/info',
    scope: null,
    summary: 'What anybody may know of the service',
    params: null,
    query: null,
    body: null,
    answers: { 200: info },
  },
  {
    method: 'GET',
    path: '/api/logs',
    scope: 'logs',
    summary: 'The last lines of the log, as older integrations ask for them',
    description:
      'Takes LOGS_ACCESS_TOKEN too, as a bearer token or as `token` in the query. New programs ask `/api/v1/logs`.',
    params: null,
    query: oldLogsQuery,
    body: null,
    answers: { 200: logPage },
  },
]

export const OPERATIONS: readonly Operation[] = [
  ...ENDPOINTS.map((it) => ({ ...it, path: `/api/v1${it.path}` })),
  ...OTHERS,
]
