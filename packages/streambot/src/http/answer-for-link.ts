/**
 * What belongs to a link and is not its file: a page that shows it, its picture, its subtitles. Whoever may have the file may have them, and
 * nobody else; none of them counts as a download.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OpenedFile } from '../actions/open-stream.js'
import { StreamBotError } from '../core/errors.js'
import { untilAborted } from '../core/until-aborted.js'
import { closeToEveryPage } from './cors.js'
import type { HttpDeps } from './http-deps.js'
import { readerOf } from './reader.js'
import { refuse } from './refuse.js'
import type { ServeOptions } from './serve-bytes.js'

export type LinkAnswerOptions = Pick<ServeOptions, 'active' | 'openTimeoutMs'>

/** A link may be revoked: a browser asks each time, which costs one small answer. */
const CACHE_CONTROL = { open: 'private, no-cache', restricted: 'private, no-store' }

/** @param answer sends it, and gives up when its signal is aborted: the visitor has left, or it took too long */
export async function answerForLink(
  deps: HttpDeps,
  { active, openTimeoutMs }: LinkAnswerOptions,
  request: FastifyRequest<{ Params: { token: string } }>,
  reply: FastifyReply,
  answer: (opened: OpenedFile, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = active.controllerOf(reply.raw)
  const { signal } = stop
  // With the database away Telegram is asked what the file is.
  const timer = setTimeout(() => {
    stop.abort(new StreamBotError('telegram_unavailable', `Nothing came within ${openTimeoutMs} ms`))
  }, openTimeoutMs)
  try {
    const question = { token: request.params.token, reader: readerOf(request) }
    const opened = await untilAborted(deps.openStream(question, signal), signal)
    if (opened.isRestricted) closeToEveryPage(reply)
    reply.header('cache-control', opened.isRestricted ? CACHE_CONTROL.restricted : CACHE_CONTROL.open)
    await answer(opened, signal)
  } catch (error) {
    refuse(deps.logger, request, reply, signal.aborted ? signal.reason : error)
  } finally {
    clearTimeout(timer)
  }
}
