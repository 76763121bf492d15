/** What several routes take. */
import type { tl } from '@mtcute/core'
import { z } from 'zod'
import type { ButtonView, MessageDraft } from '../world/chat-message.js'
import type { FileDescription, FileKind } from '../world/file-record.js'
import type { Peer } from '../world/peer.js'

export const idParams = z.object({ id: z.coerce.number().int() })

export const peerSchema: z.ZodType<Peer> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('user'), id: z.int() }),
  z.strictObject({ type: z.literal('channel'), id: z.int() }),
])

export const chatParams = z.object({ type: z.enum(['user', 'channel']), id: z.coerce.number().int() })

const kinds = ['document', 'video', 'audio', 'voice', 'photo', 'animation', 'sticker', 'videoNote'] as const
kinds satisfies readonly FileKind[]

export const descriptionFields = {
  kind: z.enum(kinds).optional(),
  name: z.string().nullable().optional(),
  mimeType: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  durationSeconds: z.number().optional(),
  title: z.string().optional(),
  performer: z.string().optional(),
  dcId: z.int().optional(),
}

const figure = z.coerce.number().optional()

/** The same in a query string, where all is text and null has no spelling. */
export const descriptionQuery = z.strictObject({
  ...descriptionFields,
  name: z.string().optional(),
  unnamed: z.literal('true').optional(),
  width: figure,
  height: figure,
  durationSeconds: figure,
  dcId: figure,
})

export function toDescription({ unnamed, ...rest }: z.infer<typeof descriptionQuery>): FileDescription {
  return unnamed ? { ...rest, name: null } : rest
}

const plain = [
  'messageEntityBold',
  'messageEntityItalic',
  'messageEntityUnderline',
  'messageEntityStrike',
  'messageEntityCode',
  'messageEntitySpoiler',
  'messageEntityBlockquote',
  'messageEntityUrl',
  'messageEntityEmail',
  'messageEntityPhone',
  'messageEntityHashtag',
  'messageEntityCashtag',
  'messageEntityMention',
  'messageEntityBotCommand',
] as const

const place = { offset: z.int().min(0), length: z.int().min(1) }

/** Entities in TL's own words; offsets count UTF-16 units. */
const entitySchema: z.ZodType<tl.TypeMessageEntity> = z.discriminatedUnion('_', [
  z.strictObject({ _: z.literal(plain), ...place }),
  z.strictObject({ _: z.literal('messageEntityPre'), ...place, language: z.string() }),
  z.strictObject({ _: z.literal('messageEntityTextUrl'), ...place, url: z.string() }),
  z.strictObject({ _: z.literal('messageEntityMentionName'), ...place, userId: z.int() }),
])

const buttonSchema: z.ZodType<ButtonView> = z.union([
  z.strictObject({ text: z.string(), data: z.string().transform((text): Uint8Array => Buffer.from(text)) }),
  z.strictObject({ text: z.string(), url: z.string() }),
  z.strictObject({ text: z.string(), copyText: z.string() }),
  z.strictObject({ text: z.string() }),
])

export const draftFields = {
  text: z.string().optional(),
  entities: z.array(entitySchema).optional(),
  media: z.string().describe('id of a file').optional(),
  spoiler: z.boolean().optional(),
  replyToId: z.int().optional(),
  buttons: z.array(z.array(buttonSchema)).optional(),
  silent: z.boolean().optional(),
}

export const draftSchema: z.ZodType<MessageDraft> = z.strictObject(draftFields)

/** How long a request may wait for something to happen. */
export const timeoutMs = z.coerce.number().int().min(1).max(60_000).default(10_000)
