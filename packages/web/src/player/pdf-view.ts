/**
 * A PDF in the browser's own viewer, which runs apart from the page. A `sandbox` would keep it from starting; it needs none, because the
 * file is sent under a content security policy of its own that lets it load nothing.
 */
import { byId, element } from '../demo-chat/element.js'
import type { WatchFacts } from './watch-facts.js'

export function showPdf({ name, streamUrl }: WatchFacts): void {
  if (!navigator.pdfViewerEnabled) return
  byId('stage', HTMLElement).replaceChildren(element('iframe', { src: streamUrl, title: name }))
}
