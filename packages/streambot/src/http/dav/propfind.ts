/** PROPFIND: what is there, and what is known of it. A folder of thousands is sent as it is read, never held as a whole. */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Owner } from '../../actions/let-owner-in.js'
import type { LinkCursor } from '../../ports/link-store.js'
import type { DavDoor } from './dav-door.js'
import { toHref, type DavPath } from './dav-path.js'
import { FINITE_DEPTH_ERROR, MULTISTATUS_END, MULTISTATUS_START, toResponse, XML_TYPE } from './multistatus.js'
import { propertiesOf, type DavResource } from './properties.js'
import type { PropfindQuestion } from './propfind-question.js'
import { requireResource } from './require-resource.js'

const PAGE = 200
/** So much is made ahead of a slow reader, whatever is asked of each file: in pieces that are not much longer than this. */
const AHEAD_BYTES = 64 * 1024
const PIECE_LENGTH = 16 * 1024

export interface PropfindWish {
  readonly path: DavPath
  readonly depth: 0 | 1 | 'infinity'
  readonly question: PropfindQuestion
  readonly basePath: string
}

export async function sendPropfind(
  dav: DavDoor,
  owner: Owner,
  { path, depth, question, basePath }: PropfindWish,
  reply: FastifyReply,
  stallTimeoutMs: number,
): Promise<void> {
  if (depth === 'infinity' && path.kind !== 'file') {
    await reply.code(403).headers(HEADERS).send(FINITE_DEPTH_ERROR)
    return
  }
  const asked = await requireResource(dav, owner, path)
  const toText = (resource: DavResource) => toResponse(toHref(basePath, resource), propertiesOf(resource), question)
  const pages = depth === 1 ? membersOf(dav, owner, asked) : none()
  // The first ones before the head: what fails until then can still be said with a status.
  const first = await pages.next()
  // Node's own timer restarts whenever the socket moves.
  reply.raw.setTimeout(stallTimeoutMs, () => reply.raw.destroy())
  const text = Readable.from(writeAll(toText, asked, first, pages), { objectMode: false, highWaterMark: AHEAD_BYTES })
  await reply
    .code(207)
    .headers({ ...HEADERS, 'content-location': toHref(basePath, asked) })
    .send(text)
}

const HEADERS = { 'content-type': XML_TYPE, 'cache-control': 'private, no-store' }

type Page = readonly DavResource[]

async function* writeAll(
  toText: (resource: DavResource) => string,
  asked: DavResource,
  first: IteratorResult<Page, undefined>,
  rest: AsyncGenerator<Page, undefined>,
): AsyncGenerator<string> {
  yield MULTISTATUS_START + toText(asked)
  if (!first.done) yield* inPieces(first.value, toText)
  for await (const page of rest) yield* inPieces(page, toText)
  yield MULTISTATUS_END
}

/** A page in which much is asked of each file is megabytes long. */
function* inPieces(page: Page, toText: (resource: DavResource) => string): Generator<string> {
  let piece = ''
  for (const resource of page) {
    piece += toText(resource)
    if (piece.length < PIECE_LENGTH) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}

async function* none(): AsyncGenerator<Page, undefined> {
  // A file has no members, and a folder none that are asked for.
}

async function* membersOf(dav: DavDoor, { userId }: Owner, asked: DavResource): AsyncGenerator<Page, undefined> {
  if (asked.kind === 'file') return
  if (asked.kind === 'root') {
    const folders = await dav.folders.folders(userId)
    yield folders.map(({ month, modifiedAtMs }) => ({ kind: 'folder', folder: month, modifiedAtMs }))
    return
  }
  const { folder } = asked
  let after: LinkCursor | null = null
  do {
    const { files, next } = await dav.folders.files(userId, { month: folder }, { after, limit: PAGE })
    yield files.map((file) => ({ kind: 'file', folder, ...file }))
    after = next
  } while (after !== null)
}
