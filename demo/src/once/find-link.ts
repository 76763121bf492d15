/** The link in a bot's answer, as a person would find it: behind a button, or in the text. */
import type { MessageView } from '@streambot/web'

export type LinkRoute = 'dl' | 'stream'

/** The first link to `route` in the message, or null. */
export function findLink(message: MessageView, route: LinkRoute): string | null {
  const found = [...buttonLinks(message), ...entityLinks(message), ...textLinks(message)]
  return found.find((link) => URL.canParse(link) && new URL(link).pathname.split('/').includes(route)) ?? null
}

function buttonLinks({ buttons }: MessageView): string[] {
  return buttons
    .flat()
    .map((button) => button.url)
    .filter((url) => url !== undefined)
}

function entityLinks({ text, entities }: MessageView): string[] {
  return entities
    .filter((entity) => entity.style === 'link')
    .map((entity) => entity.url ?? text.slice(entity.offset, entity.offset + entity.length))
}

function textLinks({ text }: MessageView): string[] {
  return [...text.matchAll(/https?:\/\/\S+/g)].map(([link]) => link.replace(/[.,;:!?)\]}'"]+$/, ''))
}
