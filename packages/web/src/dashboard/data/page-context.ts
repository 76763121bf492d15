/** What every part of the page may use. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Api } from '../api/api.js'
import type { Connection } from '../api/connection.js'
import type { Session } from '../api/shapes.js'
import type { Wake } from './wake.js'

export interface PageParts {
  readonly api: Api
  readonly connection: Connection
  readonly wake: Wake
  readonly session: Session
  /** The session has ended; the page waits, unseen, for whoever logs in again. */
  readonly isOver: boolean
  /** Says it to whoever looks and to whoever listens. */
  readonly say: (text: string) => void
}

export const PageContext = createContext<PageParts | null>(null)

export function usePage(): PageParts {
  const parts = useContext(PageContext)
  if (!parts) throw new Error('This part of the page stands outside of it')
  return parts
}

export function useMay(scope: string): boolean {
  return usePage().session.scopes.includes(scope)
}
