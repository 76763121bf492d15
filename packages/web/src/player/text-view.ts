/** The beginning of a text, as text: nothing in it is ever taken for markup. */
import { byId, element } from '../demo-chat/element.js'
import { decodeText } from './decode-text.js'
import { Notice } from './notice.js'
import { probe } from './probe.js'
import type { WatchFacts } from './watch-facts.js'

const SHOWN_BYTES = 256 * 1024
const TIMEOUT_MS = 60_000

export async function showText({ name, streamUrl, sizeBytes }: WatchFacts): Promise<void> {
  const stage = byId('stage', HTMLElement)
  if (sizeBytes === 0) return stage.replaceChildren(element('p', { class: 'about-text' }, 'This file is empty.'))
  try {
    const bytes = await readBeginning(streamUrl)
    const { text, encoding } = decodeText(bytes)
    const cut =
      sizeBytes > bytes.length
        ? ` The first ${Math.round(bytes.length / 1024)} KiB are shown; download it to see all.`
        : ''
    stage.replaceChildren(
      element('p', { class: 'about-text' }, `Read as ${encoding}.${cut}`),
      element('pre', { tabindex: '0', role: 'region', 'aria-label': `Text of ${name}` }, text),
    )
  } catch {
    const finding = await probe(streamUrl)
    new Notice().show(
      finding.kind === 'refused' ? finding.text : 'The text did not come. Reload the page to try again.',
    )
  }
}

async function readBeginning(url: string): Promise<Uint8Array> {
  const headers = { range: `bytes=0-${SHOWN_BYTES - 1}` }
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
  // A whole file instead of the range would be read to its end.
  if (answer.status !== 206) throw new Error(`The server answered ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}
