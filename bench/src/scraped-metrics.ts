/** What a server says of itself at /metrics, in the text format of Prometheus (0.0.4). */

export class ScrapedMetrics {
  readonly #samples: readonly { readonly series: string; readonly value: number }[]

  constructor(text: string) {
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    this.#samples = lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return { series: line.slice(0, at), value: Number(line.slice(at + 1)) }
    })
  }

  static async of(baseUrl: string, signal: AbortSignal): Promise<ScrapedMetrics> {
    const response = await fetch(new URL('/metrics', baseUrl), { signal })
    if (!response.ok) throw new Error(`/metrics: ${response.status} ${await response.text()}`)
    return new ScrapedMetrics(await response.text())
  }

  /** Of all series of this name that have this label, if one is given as `name="value"`. */
  sum(name: string, label = ''): number {
    return this.#samples
      .filter(({ series }) => (series === name || series.startsWith(`${name}{`)) && series.includes(label))
      .reduce((sum, { value }) => sum + value, 0)
  }

  /** Sums by the values of some labels, joined by dots: `bandwidth.add`. */
  byLabels(name: string, labels: readonly string[]): Map<string, number> {
    const sums = new Map<string, number>()
    for (const { series, value } of this.#samples) {
      if (!series.startsWith(`${name}{`)) continue
      const key = labels.map((label) => new RegExp(`[{,]${label}="([^"]*)"`).exec(series)?.[1] ?? '').join('.')
      sums.set(key, (sums.get(key) ?? 0) + value)
    }
    return sums
  }
}
