/** What a program sent, as a schema reads it, or one sentence about the first thing that is wrong. */
import type { z } from 'zod'
import { ApiError } from './api-error.js'

const MAX_SENTENCE = 300

/** @throws ApiError invalid_input */
export function readInput(
  schema: z.ZodType | null,
  input: unknown,
  where: 'path' | 'query' | 'body' | 'Upload-Metadata',
): unknown {
  if (!schema) return undefined
  const read = schema.safeParse(input)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const place = [where, ...(issue?.path ?? [])].map(String).join('.')
  const sentence = `${place}: ${issue?.message ?? 'is not as it should be'}`
  throw new ApiError('invalid_input', sentence.slice(0, MAX_SENTENCE))
}
