/** A picture: fitted to the page, in its own size on a click, and honest words where the browser cannot show it. */
import { byId, element } from '../demo-chat/element.js'
import { Notice } from './notice.js'
import { probe } from './probe.js'
import type { WatchFacts } from './watch-facts.js'

const CANNOT_SHOW = 'This browser cannot show this kind of picture. Download it to open it in another program.'

export function showImage({ name, streamUrl }: WatchFacts): void {
  const image = byId('media', HTMLImageElement)
  const stage = byId('stage', HTMLElement)
  const notice = new Notice()
  const tell = async () => {
    image.hidden = true
    const finding = await probe(streamUrl)
    notice.show(finding.kind === 'refused' ? finding.text : CANNOT_SHOW)
  }
  // A button around it, so that keys and screen readers find it too.
  const zoom = element('button', {
    type: 'button',
    class: 'zoom',
    'aria-pressed': 'false',
    'aria-label': `${name}: own size`,
  })
  zoom.addEventListener('click', () => {
    const isLarge = stage.classList.toggle('own-size')
    zoom.setAttribute('aria-pressed', String(isLarge))
  })
  image.addEventListener('error', () => void tell())
  if (image.complete && image.naturalWidth === 0) void tell()
  image.replaceWith(zoom)
  zoom.append(image)
}
