import type { tl } from '@mtcute/core'
import type { Media } from './media.js'
import type { ForwardOrigin, MessageContent } from './message.js'

/** What is to be sent, before it has a date or an id. */
export interface Draft {
  readonly text: string
  readonly entities?: readonly tl.TypeMessageEntity[]
  readonly media?: Media | null
  readonly markup?: tl.TypeReplyMarkup | null
  readonly replyToId?: number | null
  readonly groupedId?: string | null
  readonly forward?: ForwardOrigin | null
  readonly silent?: boolean
  readonly noForwards?: boolean
  readonly action?: tl.TypeMessageAction
}

/** What an edit replaces; absent fields stay, but an absent keyboard is removed, as messages.editMessage does. */
export interface Edit {
  readonly text?: string
  readonly entities?: readonly tl.TypeMessageEntity[]
  readonly media?: Media
  readonly markup?: tl.TypeReplyMarkup | null
}

/** Only bots can attach keyboards; a person's is dropped without a word, as Telegram does. */
export function toContent(draft: Draft, sender: { id: number; isBot: boolean }, date: number): MessageContent {
  return {
    senderId: sender.id,
    date,
    text: draft.text,
    entities: draft.entities ?? [],
    media: draft.media ?? null,
    markup: sender.isBot ? (draft.markup ?? null) : null,
    editDate: null,
    groupedId: draft.groupedId ?? null,
    forward: draft.forward ?? null,
    silent: draft.silent ?? false,
    noForwards: draft.noForwards ?? false,
    action: draft.action ?? null,
    copies: new Map(),
  }
}

export function isSameAsBefore(
  content: MessageContent,
  edited: Pick<MessageContent, 'text' | 'entities' | 'media' | 'markup'>,
): boolean {
  return fingerprint(content) === fingerprint(edited)
}

function fingerprint({
  text,
  entities,
  media,
  markup,
}: Pick<MessageContent, 'text' | 'entities' | 'media' | 'markup'>): string {
  const shown = media?.type === 'file' ? media.file.id : (media?.media ?? null)
  return JSON.stringify([text, entities, shown, markup])
}
