/** World values as JSON. */
import Long from 'long'
import type { Account } from '../world/account.js'
import type { Channel } from '../world/channel.js'
import type { ButtonView, ChatMessage } from '../world/chat-message.js'
import type { FileRecord } from '../world/file-record.js'

export function accountView(account: Account): object {
  const { id, isBot, firstName, lastName, username, phone, token, homeDcId, isPremium, isDeleted, blocked } = account
  const plain = { id, isBot, firstName, lastName, username, phone, token, homeDcId, isPremium, isDeleted }
  return { ...plain, blocked: [...blocked] }
}

export function channelView(channel: Channel): object {
  const { id, isMegagroup, title, about, username, inviteHash, noForwards, fileDcId, members, banned } = channel
  const memberViews = [...members.values()].map(({ accountId, isCreator, adminRights }) => ({
    accountId,
    isCreator,
    adminRights: adminRights && [...adminRights],
  }))
  const plain = { id, isMegagroup, title, about, username, inviteHash, noForwards, fileDcId }
  return { ...plain, members: memberViews, banned: [...banned.keys()] }
}

export function fileView({ id, kind, dcId, content, mimeType, name, sizes, date }: FileRecord): object {
  const sizeViews = sizes.map(({ type, width, height, content: { size } }) => ({
    type,
    width,
    height,
    sizeBytes: size,
  }))
  return { id, kind, dcId, sizeBytes: content.size, mimeType, name, sizes: sizeViews, date }
}

export function messageView({ buttons, entities, ...message }: ChatMessage): object {
  return { ...message, entities: entities.map(tlView), buttons: buttons.map((row) => row.map(buttonView)) }
}

/** `data` is what to send back to press it; bytes that are no text are there as base64 only. */
function buttonView(button: ButtonView): object {
  if (!('data' in button)) return button
  const bytes = Buffer.from(button.data)
  return { text: button.text, data: bytes.toString('utf8'), dataBase64: bytes.toString('base64') }
}

function tlView(object: object): object {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, Long.isLong(value) ? value.toString() : (value as unknown)]),
  )
}
