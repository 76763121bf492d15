/** What a link says of subtitles beside its film, and which of them somebody wants most. Pure. */
export interface OfferedSubtitles {
  /** From the page. */
  readonly src: string
  /** For people. */
  readonly label: string
  /** IETF tag; '': nobody knows. */
  readonly language: string
}

/** The server wrote it; whatever is not as it should be is passed over. @param json undefined: nothing is said */
export function readOffers(json: string | undefined): OfferedSubtitles[] {
  try {
    const offers: unknown = JSON.parse(json ?? '[]')
    return Array.isArray(offers) ? offers.filter(isOffer) : []
  } catch {
    return []
  }
}

/** @param languages the best first. undefined: there are none */
export function preferredSubtitles(
  offers: readonly OfferedSubtitles[],
  languages: readonly string[],
): OfferedSubtitles | undefined {
  for (const wanted of languages) {
    const same = offers.find(({ language }) => language.toLowerCase() === wanted.toLowerCase())
    const alike = same ?? offers.find(({ language }) => language !== '' && mainOf(language) === mainOf(wanted))
    if (alike) return alike
  }
  return offers[0]
}

function mainOf(language: string): string {
  return language.toLowerCase().split('-', 1)[0] ?? ''
}

function isOffer(offer: unknown): offer is OfferedSubtitles {
  if (typeof offer !== 'object' || offer === null) return false
  return ['src', 'label', 'language'].every((name) => typeof Reflect.get(offer, name) === 'string')
}
