/**
 * Subtitles that the owner of a link put beside the film. Each is read when it is chosen; the one in a language of the visitor, or else the first, is
 * shown by itself.
 */
import type { Notice } from './notice.js'
import { preferredSubtitles, type OfferedSubtitles } from './offered-subtitles.js'
import type { SubtitleTrack } from './subtitle-track.js'
import type { Choice } from './track-panel.js'

const READ_TIMEOUT_MS = 20_000

export interface LinkSubtitlesDeps {
  readonly offers: readonly OfferedSubtitles[]
  readonly subtitles: SubtitleTrack
  readonly notice: Notice
  readonly say: (text: string) => void
}

export class LinkSubtitles {
  #turn = 0

  constructor(private readonly deps: LinkSubtitlesDeps) {}

  /** One of these, and not what is in the film or what somebody brought. */
  get isShown(): boolean {
    const { offers, subtitles } = this.deps
    return offers.some((offer) => offer === subtitles.what)
  }

  /** @param languages of the visitor, the best first */
  begin(languages: readonly string[]): void {
    const offer = preferredSubtitles(this.deps.offers, languages)
    if (offer) void this.#show(offer)
  }

  choices(): Choice[] {
    const { offers, subtitles, say } = this.deps
    return offers.map((offer) => ({
      label: offer.label,
      isChosen: subtitles.what === offer && subtitles.isShowing,
      whyNot: null,
      choose: () => void this.#show(offer).then((isShown) => isShown && say(`Subtitles: ${offer.label}`)),
    }))
  }

  /** @returns false: they cannot be read, or something else was chosen meanwhile */
  async #show(offer: OfferedSubtitles): Promise<boolean> {
    const { subtitles, notice } = this.deps
    const turn = ++this.#turn
    const before = subtitles.what
    try {
      const [{ parseSubtitles }, bytes] = await Promise.all([import('./subtitles/parse-subtitles.js'), read(offer.src)])
      if (turn !== this.#turn || subtitles.what !== before) return false
      const cues = parseSubtitles(bytes)
      if (cues.length === 0) throw new Error('There is nothing in it')
      subtitles.begin(offer)
      subtitles.add(cues)
      return true
    } catch {
      if (turn === this.#turn) notice.show(`The subtitles ${offer.label} cannot be shown. The film plays without them.`)
      return false
    }
  }
}

async function read(src: string): Promise<Uint8Array> {
  const answer = await fetch(src, { signal: AbortSignal.timeout(READ_TIMEOUT_MS) })
  if (!answer.ok) throw new Error(`The server answered ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}
