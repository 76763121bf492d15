/** The conversation with people: what comes in from chats and what goes back. */
import type { MediaFile } from '../core/media-file.js'
import type { UserProfile } from '../core/user.js'
import type { IncomingFile } from './log-channel.js'

/** As Telegram describes whoever wrote. */
export type Sender = UserProfile

export interface IncomingMessage {
  /** Marked: a person's id, or -100… */
  readonly chatId: number
  readonly messageId: number
  readonly sender: Sender
  /** Text or caption; empty where there is none. */
  readonly text: string
  readonly file: IncomingFile | null
  /** What else the message holds that is no file; null: nothing. */
  readonly otherMedia: OtherMedia | null
  readonly isPrivate: boolean
  /** The message of the same chat that this one answers; null: none. */
  readonly replyToId: number | null
  /** The same for all parts of one album; null: sent alone. */
  readonly albumId: string | null
}

/** A message that somebody answers with a command; anybody may have written it, the bot too. */
export interface QuotedMessage {
  /** With the addresses that its words and buttons lead to, a line each. */
  readonly text: string
  /** Of a message that was passed on, whoever wrote it first. null: no person, or they do not want it known. */
  readonly author: Sender | null
}

/** `gone`: a file that was to be seen once, or for a while. `other`: whatever Telegram thinks of next. */
export type OtherMedia = 'poll' | 'place' | 'contact' | 'dice' | 'game' | 'story' | 'gone' | 'other'

/** A message that is looked at again, whoever wrote it: a person, another bot, a channel. */
export interface FoundMessage {
  readonly chatId: number
  readonly messageId: number
  /** Text or caption; empty where there is none. */
  readonly text: string
  readonly file: MediaFile | null
}

/** A person pressed a button that the bot made. Telegram passes on whatever data a client sends, also what is on no button. */
export interface ButtonPress {
  readonly pressId: string
  readonly chatId: number
  /** The message with the buttons. */
  readonly messageId: number
  readonly sender: Sender
  readonly data: Uint8Array
  readonly isPrivate: boolean
}

/** A file appeared in a channel that the bot is in; one that was forwarded there from elsewhere is none, because nobody can edit it. */
export interface ChannelPost {
  /** Marked: -100… */
  readonly channelId: number
  readonly messageId: number
  readonly file: MediaFile
  /** Whoever made it gave it some, or the bot did before. */
  readonly hasButtons: boolean
}

export type ChatEvent =
  | { readonly kind: 'message'; readonly message: IncomingMessage }
  | { readonly kind: 'press'; readonly press: ButtonPress }
  | { readonly kind: 'post'; readonly post: ChannelPost }

export interface UrlButton {
  readonly text: string
  readonly url: string
}

export interface PressButton {
  readonly text: string
  /** 1 to 64 bytes. */
  readonly data: Uint8Array
}

/** Puts a text into the clipboard of whoever presses it. */
export interface CopyButton {
  readonly text: string
  /** 1 to 256 characters. */
  readonly copies: string
}

export type Button = UrlButton | PressButton | CopyButton

/** Rows of buttons; at most 100 in all. */
export type Buttons = readonly (readonly Button[])[]

/** A small file made by the bot itself. */
export interface Attachment {
  readonly name: string
  readonly mimeType: string
  readonly bytes: Uint8Array
}

export interface Reply {
  /** Telegram's HTML; whatever people wrote in it is escaped. At most 4096 characters after parsing, 1024 with an attachment. */
  readonly html: string
  readonly buttons?: Buttons
  readonly attachment?: Attachment
  /** Opens the person's keyboard for an answer to this message. */
  readonly asksForAnswer?: boolean
}

export interface Destination {
  readonly chatId: number
  /** null: answers nothing. */
  readonly replyTo: number | null
  /** Names this reply in its chat: one that is sent again under the same name, also after a restart, reaches the person once. */
  readonly name: string
}

export interface PressAnswer {
  /** At most 200 characters; null: the button stops spinning. */
  readonly text: string | null
  /** Shown until it is closed. */
  readonly isAlert?: boolean
}

export interface BotCommand {
  readonly name: string
  readonly description: string
}

/** Who is shown a list of commands; a language of two letters, or null for everybody else. */
export interface CommandAudience {
  readonly language: string | null
  /** A number: the private chat of this person. */
  readonly chats: 'private' | 'groups' | number
}

/** @throws StreamBotError telegram_unavailable, from every verb; another Error where Telegram does not take the request, now or later */
export interface Messenger {
  /** @returns the id of the message; null: it was sent before */
  send(to: Destination, reply: Reply, signal: AbortSignal): Promise<number | null>
  /** Replaces text and buttons. One that says the same already, or is gone, is left as it is. */
  edit(chatId: number, messageId: number, reply: Reply, signal: AbortSignal): Promise<void>
  /** What is gone, or may not be removed, is left as it is. */
  remove(chatId: number, messageIds: readonly number[], signal: AbortSignal): Promise<void>
  /** Nothing happens where the press was answered, or is too old. */
  answerPress(pressId: string, answer: PressAnswer, signal: AbortSignal): Promise<void>
  /** "sending a file …" at the top of the chat, for a few seconds. */
  showWorking(chatId: number, signal: AbortSignal): Promise<void>
  /** Messages of this chat as they are now, in the order of the ids; those that are gone, and the bot's own, are left out. At most 100. */
  find(chatId: number, messageIds: readonly number[], signal: AbortSignal): Promise<FoundMessage[]>
  /**
   * The message that this one answers, which Telegram shows also to a bot that sees nothing else of a group
   * (core.telegram.org/bots/features#privacy-mode). null: none, gone, or the bot's own
   */
  findAnswered(chatId: number, messageId: number, signal: AbortSignal): Promise<FoundMessage | null>
  /** Whether the bot may edit what others post in a channel; false where it is not in there. */
  mayEditPosts(channelId: number, signal: AbortSignal): Promise<boolean>
  /** What people call the bot, without the @; null: it has no such name. */
  username(signal: AbortSignal): Promise<string | null>
  /** What a message answers, whoever wrote it; shown as in `findAnswered`. null: it is gone. */
  quote(chatId: number, messageId: number, signal: AbortSignal): Promise<QuotedMessage | null>
  /** Buttons under a post of a channel that the bot may edit posts of. @returns false where it may not */
  putButtons(channelId: number, messageId: number, buttons: Buttons, signal: AbortSignal): Promise<boolean>
  /** Nothing happens for a person whom the bot has never met. */
  announceCommands(audience: CommandAudience, commands: readonly BotCommand[], signal: AbortSignal): Promise<void>
}
