/** What the server wrote into the page about the file. */
import { readOffers, type OfferedSubtitles } from './offered-subtitles.js'

export type View = 'video' | 'audio' | 'image' | 'pdf' | 'text' | 'other'

export interface WatchFacts {
  readonly view: View
  readonly name: string
  readonly contentType: string
  readonly sizeBytes: number
  /** Names the link, for what a browser remembers of it. */
  readonly token: string
  /** Absolute. */
  readonly streamUrl: string
  /** Beside the film. */
  readonly subtitles: readonly OfferedSubtitles[]
  /** Without sound by nature, as Telegram's animations are. */
  readonly isSilent: boolean
}

export function readFacts({ dataset }: HTMLElement, address: string): WatchFacts {
  return {
    view: (dataset['view'] ?? 'other') as View,
    name: dataset['name'] ?? '',
    contentType: dataset['type'] ?? '',
    sizeBytes: Number(dataset['size'] ?? 0),
    token: dataset['token'] ?? '',
    streamUrl: new URL(dataset['stream'] ?? '', address).href,
    subtitles: readOffers(dataset['subtitles']),
    isSilent: dataset['silent'] !== undefined,
  }
}
