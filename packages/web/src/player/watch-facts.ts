/** What the server wrote into the page about the file. */
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
    isSilent: dataset['silent'] !== undefined,
  }
}
