/**
 * Every request that has no complete answer yet, each with the AbortController that ends its work: aborted when the visitor
 * leaves, or when the server stops and its grace is over.
 */
import type { ServerResponse } from 'node:http'
import { StreamStop } from './stream-stop.js'

export class ActiveRequests {
  private readonly controllers = new Map<ServerResponse, AbortController>()
  private readonly idleListeners = new Set<() => void>()

  begin(response: ServerResponse): void {
    const controller = new AbortController()
    this.controllers.set(response, controller)
    response.once('close', () => {
      this.controllers.delete(response)
      if (!response.writableFinished) controller.abort(new StreamStop('left'))
      if (this.controllers.size === 0) for (const listener of this.idleListeners) listener()
    })
  }

  controllerOf(response: ServerResponse): AbortController {
    const controller = this.controllers.get(response)
    if (controller) return controller
    // The visitor left before the handler began.
    const gone = new AbortController()
    gone.abort(new StreamStop('left'))
    return gone
  }

  /** Ends all work at once. Sockets are destroyed, never ended, so that nobody takes a part for the whole. */
  abortAll(): void {
    for (const [response, controller] of this.controllers) {
      controller.abort(new StreamStop('stopped'))
      response.destroy()
    }
  }

  /** Resolves when no request is active; rejects with the signal's reason. */
  async whenIdle(signal: AbortSignal): Promise<void> {
    while (this.controllers.size > 0) {
      signal.throwIfAborted()
      await this.nextIdle(signal)
    }
  }

  private nextIdle(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.idleListeners.delete(settle)
        signal.removeEventListener('abort', settle)
        if (signal.aborted) reject(signal.reason as Error)
        else resolve()
      }
      this.idleListeners.add(settle)
      signal.addEventListener('abort', settle)
    })
  }
}
