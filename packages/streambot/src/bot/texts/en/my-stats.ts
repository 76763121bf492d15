/** What one person has used and may still use. */
export const myStats = {
  links: '<b>Your links</b>',
  /** @param limit null: none */
  today: (made: string, limit: string | null) =>
    limit === null ? `In the last 24 hours: ${made}, without a limit` : `In the last 24 hours: ${made} of ${limit}`,
  next: (wait: string, moment: string) => `The next one is possible in ${wait}, at ${moment}.`,
  inAll: (count: string) => `In all: ${count}`,
  traffic: (month: string) => `<b>Traffic of your links in ${month}</b>`,
  /** @param limit null: none */
  used: (used: string, limit: string | null) => (limit === null ? `${used}, without a limit` : `${used} of ${limit}`),
  resets: (moment: string) => `It begins anew at ${moment}.`,
}
