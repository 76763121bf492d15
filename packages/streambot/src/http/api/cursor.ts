/**
 * Where a list goes on, in a form that says nothing to whoever holds it. It names the last record of a page and no position, so that what is
 * added or removed meanwhile moves nothing. Whoever makes one up sees what a list shows anyway.
 */
import type { z } from 'zod'
import { ApiError } from './api-error.js'

export function writeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** null where there is none. @throws ApiError invalid_input for one of another list, or none of ours */
export function readCursor<Place>(text: string | undefined, schema: z.ZodType<Place>): Place | null {
  if (text === undefined) return null
  const place = schema.safeParse(parse(text))
  if (place.success) return place.data
  throw new ApiError('invalid_input', 'cursor: is none of this list; leave it out to begin anew.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return null
  }
}
