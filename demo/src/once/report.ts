/** The last line of `--once`, for people and for scripts. */
export interface OnceReport {
  readonly sizeBytes: number
  /** From the file's sending to the link in the bot's answer. */
  readonly linkMs: number
  readonly firstByteMs: number
  readonly downloadMs: number
  readonly ranges: number
}

export function formatReport({ sizeBytes, linkMs, firstByteMs, downloadMs, ranges }: OnceReport): string {
  const mebibytesPerSecond = downloadMs > 0 ? sizeBytes / 1024 ** 2 / (downloadMs / 1000) : 0
  return [
    'demo ok',
    `size=${sizeBytes}`,
    `link=${Math.round(linkMs)}ms`,
    `first-byte=${Math.round(firstByteMs)}ms`,
    `speed=${mebibytesPerSecond.toFixed(1)}MiB/s`,
    `ranges=${ranges}`,
  ].join(' ')
}

/** One line, whatever the message holds. */
export function formatFailure(message: string): string {
  return `demo failed: ${message.replace(/\s+/g, ' ').trim()}`
}
