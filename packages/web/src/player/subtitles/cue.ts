/** A line of a subtitle file, whatever the file's format was. */
export interface Cue {
  readonly startSeconds: number
  readonly endSeconds: number
  /** With line breaks; of markup, what WebVTT has (`<b>`, `<i>`, `<u>`), and nothing else. */
  readonly text: string
}

/** Text as WebVTT means it literally, but for tags that WebVTT has too. */
export function toCueText(text: string): string {
  return text
    .replace(/&(?!(amp|lt|gt|nbsp|lrm|rlm);)/g, '&amp;')
    .replace(/<(?!\/?[biu]>)[^<>]*>/gi, '')
    .replace(/<(?!\/?[biu]>)/gi, '&lt;')
    .trim()
}

export function isShown({ startSeconds, endSeconds, text }: Cue): boolean {
  return Number.isFinite(startSeconds) && endSeconds > startSeconds && text !== ''
}

/** `01:02:03,456`, `02:03.4`; NaN for what is no time. */
export function parseTime(text: string): number {
  const [, hours = '0', minutes, seconds, fraction = '0'] =
    /^\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?/.exec(text) ?? []
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`)
}
