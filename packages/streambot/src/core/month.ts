/** A calendar month in UTC, which quotas are counted by: `2026-11`. Its text sorts as time does. */
export type Month = string

export function monthOf(ms: number): Month {
  return new Date(ms).toISOString().slice(0, 7)
}

/** The first millisecond in it. */
export function startOfMonthMs(month: Month): number {
  return Date.parse(`${month}-01T00:00:00Z`)
}

/** The first millisecond that is no longer in it. */
export function endOfMonthMs(month: Month): number {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return Date.UTC(year, number)
}
