/** A folder to look at: a page for browsers, and an index for scripts as JSON. Page by page, where there is much. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Owner } from '../../actions/let-owner-in.js'
import type { OwnFile, OwnFilesPage, OwnFolder } from '../../actions/own-folders.js'
import type { LinkCursor } from '../../ports/link-store.js'
import { HttpError, prefersHtml } from '../error-response.js'
import { servedTypeOf, validatorsOf } from '../file-answer.js'
import { formatSize } from '../format-size.js'
import { escapeHtml, PAGE_HEADERS, toFramedPage } from '../page.js'
import { addVary } from '../vary.js'
import type { DavDoor } from './dav-door.js'
import { toHref } from './dav-path.js'
import { DAV_WISH, type DavResource } from './properties.js'

const DEFAULT_LIMIT = 500
const MAX_LIMIT = 1000

export interface DavAddresses {
  readonly basePath: string
  /** What links begin with, `basePath` included. */
  readonly baseUrl: string
}

interface Folder {
  /** null: the root. */
  readonly name: string | null
  readonly folders: readonly OwnFolder[]
  readonly files: readonly OwnFile[]
  /** Of the next page, to be put behind the folder's own address. */
  readonly next: string | null
}

/** @throws HttpError bad_request; StreamBotError store_unavailable */
export async function sendFolder(
  dav: DavDoor,
  { userId }: Owner,
  resource: DavResource,
  addresses: DavAddresses,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { format, cursor, limit } = request.query as Readonly<Record<string, string | string[] | undefined>>
  const page = { after: readCursor(cursor), limit: readLimit(limit) }
  const isJson = wantsJson(format, request.headers.accept)
  const folder = await readFolder(dav, userId, resource, page, isJson)
  addVary(reply, 'Accept')
  reply.header('cache-control', 'private, no-store')
  if (isJson) {
    const body = JSON.stringify(toJson(dav, folder, addresses))
    await reply.header('content-type', 'application/json; charset=utf-8').send(body)
  } else {
    await reply.headers(PAGE_HEADERS).send(toPage(folder, addresses.basePath))
  }
}

async function readFolder(
  dav: DavDoor,
  userId: number,
  resource: DavResource,
  page: { readonly after: LinkCursor | null; readonly limit: number },
  isJson: boolean,
): Promise<Folder> {
  if (resource.kind !== 'folder') {
    return { name: null, folders: await dav.folders.folders(userId), files: [], next: null }
  }
  const { files, next }: OwnFilesPage = await dav.folders.files(userId, { month: resource.folder }, page)
  const again = { ...(isJson ? { format: 'json' } : {}), limit: String(page.limit) }
  return {
    name: resource.folder,
    folders: [],
    files,
    next: next && `?${new URLSearchParams({ ...again, cursor: `${next.createdAtMs}-${next.id}` }).toString()}`,
  }
}

/** A program that takes anything gets the page: some of them read the addresses in it. */
function wantsJson(format: string | string[] | undefined, accept: string | undefined): boolean {
  if (format === 'json') return true
  if (format !== undefined && format !== 'html') throw new HttpError('bad_request')
  return format === undefined && !prefersHtml(accept) && /application\/json/i.test(accept ?? '')
}

function readLimit(limit: string | string[] | undefined): number {
  if (limit === undefined) return DEFAULT_LIMIT
  const number = typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : 0
  if (number < 1 || number > MAX_LIMIT) throw new HttpError('bad_request')
  return number
}

/** Names the last link of a page and no position: what comes or goes meanwhile moves nothing. */
function readCursor(cursor: string | string[] | undefined): LinkCursor | null {
  if (cursor === undefined) return null
  const [, createdAtMs, id] = /^(\d{1,15})-([0-9a-f]{16})$/.exec(String(cursor)) ?? []
  if (id === undefined) throw new HttpError('bad_request')
  return { createdAtMs: Number(createdAtMs), id }
}

function toJson(dav: DavDoor, { name, folders, files, next }: Folder, { basePath, baseUrl }: DavAddresses): object {
  const origin = baseUrl.slice(0, baseUrl.length - basePath.length)
  const own = toHref(basePath, name === null ? { kind: 'root' } : { kind: 'folder', folder: name })
  return {
    path: name === null ? '/' : `/${name}/`,
    folders: folders.map(({ month, modifiedAtMs }) => ({
      name: month,
      modified: toIso(modifiedAtMs),
      url: origin + toHref(basePath, { kind: 'folder', folder: month }),
    })),
    files: files.map(({ name: fileName, link }) => {
      const { downloadUrl, streamUrl, watchUrl } = dav.urlsOf(link, baseUrl)
      return {
        name: fileName,
        size: link.file.sizeBytes,
        type: servedTypeOf(link.file, DAV_WISH).contentType,
        modified: toIso(link.createdAtMs),
        expires: link.expiresAtMs === null ? null : toIso(link.expiresAtMs),
        etag: validatorsOf(link).etag,
        url: origin + toHref(basePath, { kind: 'file', folder: name ?? '', name: fileName }),
        link: { download: downloadUrl, stream: streamUrl, watch: watchUrl },
      }
    }),
    next: next && origin + own + next,
  }
}

/** As `Last-Modified` has it. */
function toIso(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`
}

const STYLE = `
  main { max-width: 46rem; margin-block: 5vh }
  ul { padding: 0; list-style: none }
  li { padding: .4rem 0; border-top: 1px solid var(--line) }
  a { overflow-wrap: anywhere }
  small { display: block }`

function toPage({ name, folders, files, next }: Folder, basePath: string): string {
  const up = name === null ? '' : `<p><a href="${escapeHtml(toHref(basePath, { kind: 'root' }))}">All months</a></p>\n`
  const items = [
    ...folders.map(({ month }) => item(toHref(basePath, { kind: 'folder', folder: month }), `${month}/`, '')),
    ...files.map(({ name: fileName, link }) => {
      const href = toHref(basePath, { kind: 'file', folder: name ?? '', name: fileName })
      return item(href, fileName, `${formatSize(link.file.sizeBytes)} · ${toIso(link.createdAtMs)}`)
    }),
  ]
  const list = items.length === 0 ? '<p>There is nothing here.</p>' : `<ul>\n${items.join('\n')}\n</ul>`
  const more = next === null ? '' : `\n<p><a href="${escapeHtml(next)}">Older files</a></p>`
  return toFramedPage(name ?? 'Your files', `${up}${list}${more}`, STYLE)
}

function item(href: string, text: string, about: string): string {
  const small = about === '' ? '' : `<small>${escapeHtml(about)}</small>`
  return `<li><a href="${escapeHtml(href)}">${escapeHtml(text)}</a>${small}</li>`
}
