/** Who asks for something, and what the answer needs. */
import type { ButtonPress, IncomingMessage, PressAnswer, Reply, Sender } from '../ports/messenger.js'
import type { Texts } from './texts/texts.js'

export interface Ask {
  readonly sender: Sender
  readonly isAdmin: boolean
  readonly texts: Texts
  readonly signal: AbortSignal
  /** A button that only the person who asks can press. */
  readonly button: (text: string, action: string, ...args: readonly string[]) => { text: string; data: Uint8Array }
}

export interface CommandAsk extends Ask {
  readonly message: IncomingMessage
  /** What stands behind the command, without spaces around it. */
  readonly args: string
  readonly arrivedAtMs: number
}

export interface PressAsk extends Ask {
  readonly press: ButtonPress
  readonly args: readonly string[]
}

/** A text that the bot has asked the person for. */
export interface AnswerAsk extends Ask {
  readonly message: IncomingMessage
  /** What the question was about. */
  readonly args: readonly string[]
}

/** What becomes of a press; everything may be left out. */
export interface PressOutcome {
  /** Shown at once; without a text the button stops spinning. */
  readonly answer?: PressAnswer
  /** In place of the message with the button. */
  readonly edit?: Reply
  /** A new message. */
  readonly send?: Reply
  /** The person's next text goes to the question of this name, with these arguments. */
  readonly question?: Question
}

export interface Question {
  readonly name: string
  readonly args: readonly string[]
}
