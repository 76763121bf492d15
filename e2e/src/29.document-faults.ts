/**
 * What is wrong in the documents of a repository: links that lead nowhere, pictures that say nothing to those who do not see them, files, settings and
 * commands that there are not. No address elsewhere is visited.
 */
import { posix } from 'node:path'
import { parseMarkdown, type Code, type Link, type Markdown } from './29.markdown.js'
import type { Repository } from './29.repository.js'
import { commandFaults, settingFaults, vocabularyOf, type Vocabulary } from './29.vocabulary.js'

/** @returns sentences, each with its place */
export function documentFaults(repository: Repository): string[] {
  const documents = [...repository.paths].filter((path) => path.endsWith('.md')).sort()
  const parsed = new Map(documents.map((path) => [path, parseMarkdown(repository.read(path))]))
  const vocabulary = vocabularyOf(repository)
  const names = new Names(repository.paths)
  const faults = [...parsed].flatMap(([path, markdown]) => [
    ...markdown.links.flatMap((link) => at(path, link.line, linkFault(path, link, repository, parsed))),
    ...markdown.code.flatMap((code) => codeFaults(path, code, repository, names, vocabulary)),
  ])
  return [...faults, ...unreachedFaults(repository, parsed), ...mentionFaults(repository, parsed)]
}

/** The index leads to every document for people; reasons and pictures are shown somewhere. */
function unreachedFaults({ paths }: Repository, documents: ReadonlyMap<string, Markdown>): string[] {
  const targetsOf = (path: string) =>
    documents.get(path)?.links.map(({ target }) => posix.join(posix.dirname(path), target.split('#', 1)[0] ?? '')) ?? []
  const indexed = new Set(targetsOf(INDEX))
  const linked = new Set([...documents.keys()].flatMap((path) => targetsOf(path).filter((target) => target !== path)))
  return [...paths].flatMap((path) => {
    if (/^docs\/[^/]+\.md$/.test(path) && path !== INDEX && !indexed.has(path))
      return [`${path}: ${INDEX} does not lead to it`]
    const isShown = linked.has(path) || path.endsWith('/')
    return /^(decisions|docs\/pictures)\//.test(path) && !isShown ? [`${path}: no document leads to it`] : []
  })
}

const INDEX = 'docs/README.md'

/** What programs and comments say of documents; tests make some up. */
function mentionFaults({ paths, read }: Repository, documents: ReadonlyMap<string, Markdown>): string[] {
  const sources = [...paths].filter((path) =>
    /^(?:(?:packages|demo|bench|deploy|\.ci)\/.*[^/]|example\.env)$/.test(path),
  )
  return sources
    .filter((path) => !documents.has(path) && !/\.test\.ts$/.test(path))
    .flatMap((path) =>
      [...read(path).matchAll(/\b(?:docs|decisions)\/[\w-]+\.md(?:#[\w-]+)?/g)].flatMap(([mention]) => {
        const [document = '', anchor] = mention.split('#')
        const anchors = documents.get(document)?.anchors
        if (!anchors) return [`${path}: ${mention} is no document`]
        return anchor === undefined || anchors.has(anchor)
          ? []
          : [`${path}: ${mention} leads to a heading that is not there`]
      }),
    )
}

function at(path: string, line: number, fault: string | null): string[] {
  return fault === null ? [] : [`${path}:${line}: ${fault}`]
}

function linkFault(
  from: string,
  { target, alt }: Link,
  { paths }: Repository,
  documents: ReadonlyMap<string, Markdown>,
): string | null {
  if (alt !== null && alt.trim() === '') return `the picture ${target} has no text for those who do not see it`
  if (/^[a-z][a-z+.-]*:/i.test(target)) return addressFault(target)
  const [, file = '', anchor] = /^([^#?]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(target) ?? []
  if (file.startsWith('/')) return `${target} begins with /, which means another place on GitHub than here`
  const path = file === '' ? from : posix.join(posix.dirname(from), decodeURIComponent(file))
  if (!paths.has(path) && !paths.has(`${path.replace(/\/$/, '')}/`))
    return `${target} leads to ${path}, which there is not`
  if (anchor === undefined) return null
  const anchors = documents.get(path)?.anchors
  if (!anchors) return `${target} has an anchor, and ${path} is no document`
  return anchors.has(decodeURIComponent(anchor)) ? null : `${target} leads to a heading that ${path} does not have`
}

function addressFault(target: string): string | null {
  if (!URL.canParse(target)) return `${target} is no address`
  const { protocol, hostname } = new URL(target)
  if (protocol === 'mailto:') return null
  if (protocol !== 'https:') return `${target} does not begin with https://`
  return hostname.includes('.') ? null : `${target} names no server`
}

function codeFaults(path: string, code: Code, repository: Repository, names: Names, vocabulary: Vocabulary): string[] {
  const lines = code.text.split('\n')
  return lines.flatMap((text, index) => {
    const words =
      code.language === null || SHELL.has(code.language) ? text.replace(/<[^>]*>/g, '*').split(/[\s=]+/) : []
    const faults = [
      ...words.flatMap((word) => pathFault(word, path, repository, names) ?? []),
      ...settingFaults(text, code.language, vocabulary),
      ...commandFaults(text, code.language, vocabulary),
    ]
    return faults.flatMap((fault) => at(path, code.line + index, fault))
  })
}

const SHELL = new Set(['sh', 'bash', 'console'])
/** Beside these, parts of a path that stand for others: `*`, `{a,b}`. */
const PATH = /^[\w.@*{},-]+(\/[\w.@*{},-]+)*\/?$/
const SOURCE = /\.(ts|tsx|mjs|c)$/
/** What looks like a file of ours: below a folder of the root, or a source file, wherever it is. */
function pathFault(word: string, from: string, { paths }: Repository, names: Names): string | null {
  const path = word.replace(/^['"(]+|['"),.;:]+$/g, '')
  if (!PATH.test(path)) return null
  const isOfRoot = path.includes('/') && paths.has(`${path.split('/', 1)[0]}/`)
  const isSource = SOURCE.test(path)
  const isRoom =
    /^[a-z-]+\//.test(path) && paths.has(`${PRODUCT}${path.split('/', 1)[0]}/`) && path.split('/').length > 2
  if (!isOfRoot && !isSource && !isRoom) return null
  // What is built has a source of the same name.
  const source = path.replace('/dist/', '/src/').replace(/\.js$/, '.ts')
  const isMade = path.endsWith('/dist/pages') || /(^|\/)(node_modules|build|data)\//.test(path)
  if (isMade) return null
  if (names.has(source) || names.has(posix.join(posix.dirname(from), source))) return null
  return `\`${path}\` looks like a file of this repository, and there is none`
}

const PRODUCT = 'packages/streambot/src/'

/** What a file or folder may be called: by all of its path, or the end of it, folders with their `/` or without. */
class Names {
  readonly #ends = new Set<string>()

  constructor(paths: Iterable<string>) {
    for (const path of paths) {
      const parts = path.replace(/\/$/, '').split('/')
      for (let from = 0; from < parts.length; from++) {
        const end = parts.slice(from).join('/')
        this.#ends.add(end)
        if (path.endsWith('/')) this.#ends.add(`${end}/`)
      }
    }
  }

  has(name: string): boolean {
    if (!/[*{]/.test(name)) return this.#ends.has(name)
    const pattern = patternOf(name)
    for (const end of this.#ends) if (pattern.test(end)) return true
    return false
  }
}

function patternOf(name: string): RegExp {
  const body = name
    .replace(/[.+^$|()[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.split(',').join('|')})`)
    .replace(/\*/g, '[^/]*')
  return new RegExp(`^${body}$`)
}
