/** The one-time code that the bot's link carries behind the #, where no server log and no other site sees it. */
const CODE = /^#login=([\w.~-]{1,512})$/

/** The code leaves the address at once, so that it is in no history, no bookmark and no screenshot. null: there is none */
export function takeLoginCode(
  location: Pick<Location, 'hash' | 'pathname' | 'search'>,
  history: Pick<History, 'replaceState'>,
): string | null {
  if (!location.hash.startsWith('#login=')) return null
  const code = CODE.exec(location.hash)?.[1]
  history.replaceState(null, '', location.pathname + location.search)
  // What is none is refused by the server in the same words as one that is over.
  return code ?? ''
}
