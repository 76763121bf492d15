/** What several ways into the API have in common: how ids, moments and pages are written. */
import { z } from 'zod'

/** Under this name a schema stands in the document. */
export function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  return schema.meta({ id })
}

export const recordId = z
  .string()
  .regex(/^[0-9a-f]{16}$/, 'must be 16 hex digits')
  .meta({ examples: ['0123456789abcdef'] })

/** In a path. */
export const userIdText = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'must be a Telegram user id: digits')
  .transform(Number)

export const userId = z.int().min(1).max(999_999_999_999_999).describe('Telegram user id')

export const moment = z.iso.datetime().describe('RFC 3339, in UTC')

/** As programs write one, to milliseconds. */
export const momentInput = z.iso
  .datetime({ offset: true })
  .describe('RFC 3339')
  .transform((text) => Date.parse(text))
  // Years of five digits cannot be written down in the same form again.
  .refine((ms) => ms < Date.UTC(2100, 0), 'lies too far away')

export const bytes = z.int().min(0)

export const limitQuery = z
  .string()
  .regex(/^\d{1,3}$/, 'must be a whole number')
  .transform(Number)
  .refine((limit) => limit >= 1 && limit <= 100, 'must be from 1 to 100')
  .describe('1 to 100; 50 where it is left out')
  .optional()

export const cursorQuery = z.string().max(512).describe('`next` of the page before').optional()

/** @param of what one entry is */
export function pageOf<Entry extends z.ZodType>(id: string, of: Entry) {
  return named(id, z.object({ items: z.array(of), next: z.string().nullable().describe('null: the last page') }))
}

export const DEFAULT_LIMIT = 50

export function toMoment(ms: number): string {
  return new Date(ms).toISOString()
}

export function toMomentOrNull(ms: number | null): string | null {
  return ms === null ? null : toMoment(ms)
}
