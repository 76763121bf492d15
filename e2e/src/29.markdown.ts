/** A Markdown document as GitHub reads it: what it links to and shows, its headings by their anchors, the code in it. */
import GithubSlugger from 'github-slugger'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

type Node = ReturnType<typeof fromMarkdown>['children'][number]

export interface Link {
  readonly target: string
  readonly line: number
  /** Of a picture; null of a link. */
  readonly alt: string | null
}

export interface Code {
  readonly text: string
  readonly line: number
  /** Of a block, as in ```sh; null of code in a sentence. */
  readonly language: string | null
}

export interface Markdown {
  readonly anchors: ReadonlySet<string>
  readonly links: readonly Link[]
  readonly code: readonly Code[]
}

export function parseMarkdown(text: string): Markdown {
  const slugger = new GithubSlugger()
  const anchors = new Set<string>()
  const links: Link[] = []
  const code: Code[] = []
  for (const node of nodesOf(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }))) {
    const line = node.position?.start.line ?? 0
    if (node.type === 'heading') anchors.add(slugger.slug(textOf(node)))
    if (node.type === 'link' || node.type === 'definition') links.push({ target: node.url, line, alt: null })
    if (node.type === 'image') links.push({ target: node.url, line, alt: node.alt ?? '' })
    if (node.type === 'inlineCode') code.push({ text: node.value, line, language: null })
    // The first line of a block is the one after its fence.
    if (node.type === 'code') code.push({ text: node.value, line: line + 1, language: node.lang ?? '' })
    if (node.type === 'html') {
      for (const [, anchor = ''] of node.value.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)) anchors.add(anchor)
      for (const [tag, target = ''] of node.value.matchAll(/<img\s[^>]*?src="([^"]*)"[^>]*>/g))
        links.push({ target, line, alt: /\salt="([^"]*)"/.exec(tag)?.[1] ?? '' })
      for (const [, target = ''] of node.value.matchAll(/<a\s[^>]*?href="([^"]*)"/g))
        links.push({ target, line, alt: null })
    }
  }
  return { anchors, links, code }
}

function* nodesOf(parent: { readonly children: readonly Node[] }): Generator<Node> {
  for (const node of parent.children) {
    yield node
    if ('children' in node) yield* nodesOf(node)
  }
}

function textOf(node: Node): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}
