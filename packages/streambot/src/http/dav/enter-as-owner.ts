/** Who is let in below `/dav`: by their id and an app password, before anything else of a request is read. */
import type { FastifyRequest } from 'fastify'
import type { Owner } from '../../actions/let-owner-in.js'
import { StreamBotError } from '../../core/errors.js'
import { addressOf, isAddressKnown } from '../client-address.js'
import { HttpError } from '../error-response.js'
import { readBasicCredentials } from '../reader.js'
import type { DavDoor } from './dav-door.js'

/** Browsers open their dialog at it, which is meant: there is no page that asks. */
const CHALLENGE = { 'www-authenticate': 'Basic realm="Your files on StreamBot", charset="UTF-8"' }

/** @throws HttpError, StreamBotError too_many_requests, store_unavailable */
export async function enterAsOwner(dav: Pick<DavDoor, 'letIn'>, request: FastifyRequest): Promise<Owner> {
  const answer = await dav.letIn({
    address: addressOf(request),
    isAddressKnown: isAddressKnown(request),
    credentials: readBasicCredentials(request.headers.authorization),
  })
  if (answer.ok) return answer.owner
  switch (answer.reason) {
    case 'password_required':
      throw new HttpError('app_password_required', CHALLENGE)
    case 'password_wrong':
      throw new HttpError('app_password_wrong', CHALLENGE)
    case 'not_allowed':
      throw new HttpError('person_not_allowed')
    case 'too_many_requests':
      throw new StreamBotError('too_many_requests', 'Too many app passwords that are none', {
        retryAfterMs: answer.retryAfterMs,
      })
  }
}
