/** What is said of a folder or a file: the live properties of RFC 4918 §15 that are known, with values that are those of a GET. */
import type { OwnFile } from '../../actions/own-folders.js'
import { startOfMonthMs } from '../../core/month.js'
import { servedTypeOf, validatorsOf } from '../file-answer.js'
import { toHttpDate } from '../http-date.js'
import type { PropertyName } from './propfind-question.js'
import { DAV_NAMESPACE } from './propfind-question.js'
import { escapeXml } from './xml.js'

export type DavResource =
  | { readonly kind: 'root' }
  | { readonly kind: 'folder'; readonly folder: string; readonly modifiedAtMs: number }
  | ({ readonly kind: 'file'; readonly folder: string } & OwnFile)

/** Values as XML, by their names in `DAV:`. */
export type Properties = ReadonlyMap<string, string>

/** How a file is served here: under its own type as far as that is safe, and never opened in a page of ours. */
export const DAV_WISH = 'attachment'

const ROOT_NAME = 'StreamBot'

export function propertiesOf(resource: DavResource): Properties {
  switch (resource.kind) {
    case 'root':
      return folderProperties(ROOT_NAME, null)
    case 'folder':
      return folderProperties(resource.folder, {
        createdAtMs: startOfMonthMs(resource.folder),
        modifiedAtMs: resource.modifiedAtMs,
      })
    case 'file':
      return fileProperties(resource)
  }
}

/** What a property is called where there are no prefixes but `D`; null: none of ours. */
export function knownName({ namespace, local }: PropertyName): string | null {
  return namespace === DAV_NAMESPACE ? local : null
}

function folderProperties(
  name: string,
  times: { readonly createdAtMs: number; readonly modifiedAtMs: number } | null,
): Properties {
  return new Map([
    ['displayname', escapeXml(name)],
    ['resourcetype', '<D:collection/>'],
    ...(times === null
      ? []
      : ([
          ['getlastmodified', toHttpDate(times.modifiedAtMs)],
          ['creationdate', toRfc3339(times.createdAtMs)],
        ] as const)),
    ['supportedlock', ''],
  ])
}

function fileProperties({ name, link }: OwnFile): Properties {
  const { etag, lastModifiedMs } = validatorsOf(link)
  const modifiedAtMs = lastModifiedMs ?? link.createdAtMs
  return new Map([
    ['displayname', escapeXml(name)],
    ['resourcetype', ''],
    ['getcontentlength', String(link.file.sizeBytes)],
    ['getcontenttype', escapeXml(servedTypeOf(link.file, DAV_WISH).contentType)],
    ['getetag', escapeXml(etag)],
    ['getlastmodified', toHttpDate(modifiedAtMs)],
    ['creationdate', toRfc3339(modifiedAtMs)],
    ['supportedlock', ''],
  ])
}

/** In whole seconds: some programs read no fractions. */
function toRfc3339(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`
}
