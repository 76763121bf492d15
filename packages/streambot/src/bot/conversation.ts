/** A message or a press becomes what is said about it: commands, buttons, answers to questions, and a hint for whoever is lost. */
import type { ButtonPress, IncomingMessage, Sender } from '../ports/messenger.js'
import { findAnswerTaker } from './answers/answers.js'
import type { Ask, CommandAsk, PressOutcome, Question } from './ask.js'
import type { BotDeps } from './bot-deps.js'
import type { Answer, Command } from './commands/command.js'
import { findCommand } from './commands/commands.js'
import { signPress, verifyPress } from './press-data.js'
import { findPress } from './presses/presses.js'
import { Questions } from './questions.js'
import { RecentHints } from './recent-hints.js'
import { textsFor, type Texts } from './texts/texts.js'

const COMMAND = /^\/(?<name>[a-z0-9_]+)(?:@(?<bot>\w+))?(?:\s+(?<args>[\s\S]*))?$/i

export class Conversation {
  readonly #questions: Questions
  readonly #hints: RecentHints

  constructor(private readonly deps: BotDeps) {
    this.#questions = new Questions(deps.clock)
    this.#hints = new RecentHints(deps.clock)
  }

  async textsOf(sender: Sender): Promise<Texts> {
    return textsFor(await this.deps.people.languageOf(sender))
  }

  async ask(sender: Sender, signal: AbortSignal): Promise<Ask> {
    return this.#ask(sender, await this.textsOf(sender), signal)
  }

  /** null: nothing to say. */
  async message(message: IncomingMessage, arrivedAtMs: number, signal: AbortSignal): Promise<Answer | null> {
    const { sender, isPrivate } = message
    const found = COMMAND.exec(message.text)?.groups
    const isAdmin = this.deps.adminIds.includes(sender.id)
    const known = found?.['name'] === undefined ? null : findCommand(found['name'], isAdmin, isPrivate)
    const command = known && (await this.#isForUs(found?.['bot'], signal)) ? known : null
    if (!isPrivate && !command) return null
    await this.deps.people.seen(sender)
    const ask = await this.ask(sender, signal)
    const question = isPrivate ? this.#questions.take(sender.id) : null
    const taker = question && !found ? findAnswerTaker(question.name) : null
    if (command) return this.#run(command, { ...ask, message, args: found?.['args']?.trim() ?? '', arrivedAtMs })
    if (question && taker) return taker.run(this.deps, { ...ask, message, args: question.args })
    return this.#hint(message, ask)
  }

  async press(press: ButtonPress, signal: AbortSignal): Promise<PressOutcome> {
    const { sender, data, isPrivate } = press
    const ask = await this.ask(sender, signal)
    const action = verifyPress(this.deps.pressKeys, sender.id, data)
    const found = action && findPress(action.name, ask.isAdmin)
    // People's buttons are in private chats. Elsewhere they would be used to read, or to write over, what belongs to others.
    if (!found || (found.audience === 'everybody' && !isPrivate))
      return { answer: { text: ask.texts.people.pressOutdated, isAlert: true } }
    return found.run(this.deps, { ...ask, press, args: action.args })
  }

  /** It has reached the person: the next text answers it. */
  asked({ id }: Sender, question: Question): void {
    this.#questions.ask(id, question)
  }

  /**
   * What changes something is noted first. One that comes again is answered under the same name as before: who heard what became of it hears nothing
   * more, and who did not hears that it may have been done.
   */
  async #run(command: Command, ask: CommandAsk): Promise<Answer | null> {
    const { chatId, messageId } = ask.message
    if (command.hasEffect) {
      if (this.deps.intended.of(chatId, messageId)) return { html: ask.texts.people.maybeDone }
      await this.deps.intended.intend(chatId, [messageId], `answer ${messageId}`)
    }
    return command.run(this.deps, ask)
  }

  #ask(sender: Sender, texts: Texts, signal: AbortSignal): Ask {
    return {
      sender,
      texts,
      signal,
      isAdmin: this.deps.adminIds.includes(sender.id),
      button: (text, name, ...args) => ({ text, data: signPress(this.deps.pressKeys, sender.id, { name, args }) }),
    }
  }

  /** In groups people say which bot they mean. */
  async #isForUs(username: string | undefined, signal: AbortSignal): Promise<boolean> {
    if (username === undefined) return true
    const own = await this.deps.messenger.username(signal)
    return own?.toLowerCase() === username.toLowerCase()
  }

  /** Of what is no file, each time; else once in a while: who writes one text after the other has understood. */
  #hint({ sender, otherMedia }: IncomingMessage, { texts }: Ask): Answer | null {
    if (otherMedia) return { html: texts.people.noFile[otherMedia] }
    return this.#hints.isDue(sender.id) ? { html: texts.people.hint } : null
  }
}
