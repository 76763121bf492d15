/** Tells what is answered to whoever counts. */
import type { FastifyInstance } from 'fastify'
import type { StreamOutcome } from '../events.js'

export interface HttpMeter {
  /** Bytes of files that the kernel took. Called for every buffer. */
  sent(bytes: number): void
  firstByteAfter(seconds: number): void
  streamEnded(outcome: StreamOutcome): void
  answered(status: number): void
  /** @param code of a refusal */
  refused(code: string): void
}

export const NO_METER: HttpMeter = {
  sent: () => {},
  firstByteAfter: () => {},
  streamEnded: () => {},
  answered: () => {},
  refused: () => {},
}

export function countAnswers(app: FastifyInstance, meter: HttpMeter): void {
  app.addHook('onResponse', (_request, reply, done) => {
    // Who left before an answer got none.
    if (reply.raw.headersSent) meter.answered(reply.raw.statusCode)
    done()
  })
}
