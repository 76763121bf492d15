/** What admins read about the way to the dashboard. */
export const dashboard = {
  open: 'Open the dashboard',
  wayIn: (moment: string) => `The button logs you in to the dashboard. It works once, until ${moment}.`,
  once: 'Keep it to yourself: whoever opens it first may do all that you may, for twelve hours.',
  addressUnknown: (origin: string) =>
    [
      `I do not know at which address others reach this server, so the button leads to <code>${origin}</code>, which works in a browser on the server’s own machine.`,
      'Set <code>BASE_URL</code> to the address it is reached at, such as <code>https://files.example.org</code>, and start it again.',
    ].join('\n'),
  off: 'The dashboard is switched off. To have it, set <code>DASHBOARD=on</code> and start the server again.',
}
