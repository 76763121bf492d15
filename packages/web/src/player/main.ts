/** The page of one file: what the server wrote is there already; this makes the most of it. */
import './style-nonce.js'
import { byId } from '../demo-chat/element.js'
import { startPlaying } from './play-view.js'
import { readFacts } from './watch-facts.js'

const facts = readFacts(byId('watch', HTMLElement), location.href)

switch (facts.view) {
  case 'video':
  case 'audio':
    startPlaying(facts)
    break
  case 'image':
    void import('./image-view.js').then(({ showImage }) => showImage(facts))
    break
  case 'pdf':
    void import('./pdf-view.js').then(({ showPdf }) => showPdf(facts))
    break
  case 'text':
    void import('./text-view.js').then(({ showText }) => showText(facts))
    break
  case 'other':
    break
}
