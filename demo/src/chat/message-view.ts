/** A message of the simulated Telegram as the page shows it. */
import type { ButtonView, EntityStyle, EntityView, FileView, MessageView } from '@streambot/web'
import type { ChatMessage, MediaView } from '@streambot/telegram-sim'

export function toMessageView(message: ChatMessage, uploadKey: string | null): MessageView {
  return {
    id: message.id,
    mine: message.out,
    sentAtMs: message.date * 1000,
    edited: message.editDate !== null,
    text: message.text,
    entities: message.entities.map((it) => toEntityView(it, message.text)).filter((it) => it !== null),
    file: message.media && toFileView(message.media),
    buttons: message.buttons.map((row) => row.map(toButtonView)),
    uploadKey,
  }
}

type Entity = ChatMessage['entities'][number]

const STYLES: Partial<Record<Entity['_'], EntityStyle>> = {
  messageEntityBold: 'bold',
  messageEntityItalic: 'italic',
  messageEntityUnderline: 'underline',
  messageEntityStrike: 'strike',
  messageEntitySpoiler: 'spoiler',
  messageEntityCode: 'code',
  messageEntityPre: 'pre',
  messageEntityBlockquote: 'quote',
  messageEntityUrl: 'link',
  messageEntityTextUrl: 'link',
  messageEntityEmail: 'link',
  messageEntityBotCommand: 'command',
}

/** null: nothing a reader would see (hashtags, mentions of people who do not exist here). */
function toEntityView(entity: Entity, text: string): EntityView | null {
  const style = STYLES[entity._]
  if (style === undefined) return null
  const { offset, length } = entity
  if (entity._ === 'messageEntityTextUrl') return { style, offset, length, url: entity.url }
  if (entity._ !== 'messageEntityEmail') return { style, offset, length }
  return { style, offset, length, url: `mailto:${text.slice(offset, offset + length)}` }
}

const KINDS: Partial<Record<MediaView['kind'], FileView['kind']>> = {
  photo: 'photo',
  sticker: 'photo',
  video: 'video',
  videoNote: 'video',
  animation: 'video',
  audio: 'audio',
  voice: 'audio',
}

/** A picture sent as a file has the kind of a document and the type of a picture; people see a picture. */
function toFileView({ kind, name, mimeType, sizeBytes }: MediaView): FileView {
  const shownAs = KINDS[kind] ?? (mimeType?.startsWith('image/') ? 'photo' : 'document')
  return { kind: shownAs, name, mimeType, sizeBytes }
}

function toButtonView(button: ChatMessage['buttons'][number][number]): ButtonView {
  if ('data' in button) return { text: button.text, data: Buffer.from(button.data).toString('base64') }
  return button
}
