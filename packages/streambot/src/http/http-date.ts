/** HTTP dates, RFC 9110 §5.6.7: the one form that is sent and the three that are read. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const FORMS = [
  /^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  // The obsolete ones: RFC 850 with two digits of the year, and C's asctime().
  /^[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
]

export function toHttpDate(timeMs: number): string {
  return new Date(timeMs).toUTCString()
}

/** null for anything that is not a date; conditions with such a date are ignored. */
export function parseHttpDate(text: string): number | null {
  const parts = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined)
  if (!parts) return null
  const { day = '', month = '', year = '', time = '' } = parts
  const monthIndex = MONTHS.indexOf(month)
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  if (monthIndex < 0 || hours > 23 || minutes > 59 || seconds > 60) return null
  return Date.UTC(fullYear(year), monthIndex, Number(day), hours, minutes, seconds)
}

/** Two digits that would lie more than about 50 years ahead mean the past; 1970 is as far back as clocks here go. */
function fullYear(year: string): number {
  return year.length === 4 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900)
}
