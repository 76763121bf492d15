import type { Link } from '../../core/link.js'
import type { LinkStore } from '../../ports/link-store.js'

const DEFAULT_MAX_LINKS = 10_000

/** Forgets everything at exit, and the oldest link when full; a forgotten link goes on working by its token alone. */
export class MemoryLinkStore implements LinkStore {
  private readonly links = new Map<string, Link>()

  constructor(private readonly maxLinks: number = DEFAULT_MAX_LINKS) {}

  add(link: Link): Promise<void> {
    if (this.links.has(link.id)) return Promise.reject(new Error(`There is a link ${link.id} already`))
    this.links.set(link.id, link)
    for (const oldest of this.links.keys()) {
      if (this.links.size <= this.maxLinks) break
      this.links.delete(oldest)
    }
    return Promise.resolve()
  }

  find(linkId: string): Promise<Link | null> {
    return Promise.resolve(this.links.get(linkId) ?? null)
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.links.clear()
    return Promise.resolve()
  }
}
