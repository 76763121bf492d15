/**
 * Requests whose body may take as long as it takes. Node bounds the time of every request alike and reports one that is over it as an error of
 * its connection (nodejs.org/api/http.html#serverrequesttimeout), once; who is listed here is let go on, and watches over the body itself.
 */
import type { Socket } from 'node:net'

const slow = new WeakSet<Socket>()

/** Until the returned function is called. */
export function takeTimeOn(socket: Socket): () => void {
  slow.add(socket)
  return () => void slow.delete(socket)
}

export function mayTakeTime(socket: Socket): boolean {
  return slow.has(socket)
}
