/**
 * Every request that has no complete answer yet, each with the AbortController that ends its work: aborted when the visitor
 * leaves, or when the server stops and its grace is over.
 *
 * Visitors may send requests ahead on one connection (pipelining). Their answers go out one after the other, and one that has
 * not had the connection yet is not told when it closes: so connections are watched too, and requests on one take turns.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { StreamStop } from './stream-stop.js'
import { untilAborted } from '../core/until-aborted.js'

/** Requests waiting on one connection. Programs that send ahead send a few; more is an attack. */
const MAX_SENT_AHEAD = 32

export class ActiveRequests {
  readonly #controllers = new Map<ServerResponse, AbortController>()
  readonly #idleListeners = new Set<() => void>()
  /** What is owed on each connection, in order. */
  readonly #owed = new WeakMap<Socket, Set<ServerResponse>>()

  /** Something was asked for on this connection before. */
  knows(socket: Socket): boolean {
    return this.#owed.has(socket)
  }

  /** Part of an answer is there already: anything else would be taken for the rest of it. */
  isAnswering(socket: Socket): boolean {
    const [first] = this.#owed.get(socket) ?? []
    return first?.headersSent === true
  }

  /** Waits for the request's turn on its connection. @returns false when it ended before that: nobody is left to answer */
  async begin(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const controller = new AbortController()
    this.#controllers.set(response, controller)
    const owed = this.#owedOn(request.socket)
    const [previous] = [...owed].slice(-1)
    owed.add(response)
    response.once('close', () => this.#end(request.socket, response))
    if (owed.size > MAX_SENT_AHEAD) request.socket.destroy()
    if (previous) await ended(previous, controller.signal).catch(() => {})
    return !controller.signal.aborted
  }

  controllerOf(response: ServerResponse): AbortController {
    const controller = this.#controllers.get(response)
    if (controller) return controller
    // The visitor left before the handler began.
    const gone = new AbortController()
    gone.abort(new StreamStop('left'))
    return gone
  }

  /** Ends all work at once. Sockets are destroyed, never ended, so that nobody takes a part for the whole. */
  abortAll(): void {
    for (const [response, controller] of this.#controllers) {
      controller.abort(new StreamStop('stopped'))
      response.destroy()
    }
  }

  /** Resolves when no request is active; rejects with the signal's reason. */
  async whenIdle(signal: AbortSignal): Promise<void> {
    while (this.#controllers.size > 0) {
      signal.throwIfAborted()
      await this.#nextIdle(signal)
    }
  }

  #nextIdle(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.#idleListeners.delete(settle)
        signal.removeEventListener('abort', settle)
        if (signal.aborted) reject(signal.reason as Error)
        else resolve()
      }
      this.#idleListeners.add(settle)
      signal.addEventListener('abort', settle)
    })
  }

  #owedOn(socket: Socket): Set<ServerResponse> {
    const known = this.#owed.get(socket)
    if (known) return known
    const owed = new Set<ServerResponse>()
    this.#owed.set(socket, owed)
    // One listener per connection, however many requests come over it.
    socket.once('close', () => {
      for (const response of owed) this.#end(socket, response)
    })
    return owed
  }

  #end(socket: Socket, response: ServerResponse): void {
    this.#owed.get(socket)?.delete(response)
    const controller = this.#controllers.get(response)
    if (!controller) return
    this.#controllers.delete(response)
    if (!response.writableFinished) controller.abort(new StreamStop('left'))
    if (this.#controllers.size === 0) for (const listener of this.#idleListeners) listener()
  }
}

function ended(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return untilAborted(new Promise((resolve) => response.once('close', () => resolve())), signal)
}
