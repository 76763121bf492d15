import { useEffect, useState } from 'preact/hooks'
import { parseRoute, toHash, type Route } from './route.js'

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const follow = () => setHash(location.hash)
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return parseRoute(hash)
}

/** The same place, seen otherwise: no step of its own on the way back. */
export function goInstead(...to: Parameters<typeof toHash>): void {
  history.replaceState(null, '', toHash(...to))
  dispatchEvent(new HashChangeEvent('hashchange'))
}
