/**
 * Files of subtitles that come in answer to a film: to the film itself, or to the bot's message with its link. They are put beside it, and the bot says
 * which film that was. Whatever else comes in answer to whatever else is a file like any other.
 */
import type { Link } from '../core/link.js'
import { linksInText } from '../core/links-in-text.js'
import { isSubtitlesName } from '../core/subtitles.js'
import type { IncomingMessage, Reply } from '../ports/messenger.js'
import { apologise } from './apology.js'
import type { Ask } from './ask.js'
import type { BotDeps } from './bot-deps.js'
import { subtitlesCard, subtitlesRefusalCard } from './cards/subtitles-card.js'
import type { FairLine } from './fair-line.js'
import type { FileMessage } from './file-run.js'
import type { FileRuns } from './file-runs.js'
import { idsOf } from './message-ids.js'
import { untilTelegramAnswers } from './patience.js'

const HANDLER_TIMEOUT_MS = 60_000

export interface SubtitleFilesDeps {
  readonly bot: BotDeps
  readonly line: FairLine
  readonly files: Pick<FileRuns, 'add' | 'untilAnswered'>
  readonly ask: (sender: IncomingMessage['sender'], signal: AbortSignal) => Promise<Ask>
  /** Aborted when the bot stops. */
  readonly signal: AbortSignal
}

type SubtitleMessage = FileMessage & { readonly replyToId: number }

/** In answer to anything. */
export function mayBeSubtitles(message: FileMessage): message is SubtitleMessage {
  const { kind, name } = message.file.file
  return message.replyToId !== null && kind === 'document' && isSubtitlesName(name)
}

export class SubtitleFiles {
  constructor(private readonly deps: SubtitleFilesDeps) {}

  /** Resolves when it was answered; rejects when that was cancelled, and it has to come again. */
  async add(message: SubtitleMessage): Promise<void> {
    const { bot, files, line } = this.deps
    const { chatId, messageId, replyToId, sender } = message
    const intended = bot.intended.of(chatId, messageId)
    if (intended && intended.name !== nameOf(message)) return files.add(message)
    // The film may be on its way still: people do not wait for its link.
    await files.untilAnswered(chatId, replyToId)
    let reply: Reply | null = null
    const turn = line.add(`files ${sender.id}`, async () => {
      reply = await this.#replyTo(message, intended !== null)
    })
    await turn
    // No film of theirs, or a line so full that only files are told of it.
    if (reply === null) return files.add(message)
    await this.#say(message, reply)
  }

  /** null: what it answers is no film of theirs. */
  async #replyTo(message: SubtitleMessage, wasAnswered: boolean): Promise<Reply | null> {
    const { bot, signal } = this.deps
    const ask = await this.deps.ask(message.sender, AbortSignal.any([signal, AbortSignal.timeout(HANDLER_TIMEOUT_MS)]))
    try {
      const films = await this.#filmsOf(message, ask)
      if (wasAnswered) return this.#sayAgain(message, films, ask)
      const [film] = films
      if (!film) return null
      const reply = films.length > 1 ? { html: ask.texts.subtitles.whichFilm } : await this.#attach(message, film, ask)
      // From here on it is not done again: somebody may have taken them off by then.
      await bot.intended.intend(message.chatId, [message.messageId], nameOf(message))
      return reply
    } catch (error) {
      signal.throwIfAborted()
      return { html: apologise(bot, ask.texts, message, error) }
    }
  }

  /** The message itself is asked first, which costs Telegram nothing. */
  async #filmsOf({ chatId, messageId, replyToId, sender }: SubtitleMessage, { signal }: Ask): Promise<Link[]> {
    const { messenger, actions } = this.deps.bot
    const sent = await actions.people.findFilms(sender.id, { requests: [`${chatId} ${replyToId}`] })
    if (sent.length > 0) return sent
    const quoted = await messenger.quote(chatId, messageId, signal)
    return quoted ? actions.people.findFilms(sender.id, linksInText(quoted.text)) : []
  }

  async #attach(message: SubtitleMessage, film: Link, ask: Ask): Promise<Reply> {
    const { people } = this.deps.bot.actions
    const { file } = message
    const result = await people.attachSubtitles(file, film.id, requestOf(message), ask.signal)
    return result.ok ? subtitlesCard(ask, result) : subtitlesRefusalCard(ask.texts, file.file.name, result.refusal)
  }

  /** Whoever heard what became of it hears nothing more, and who did not hears what is so now. */
  #sayAgain(message: SubtitleMessage, films: readonly Link[], ask: Ask): Reply {
    for (const film of films) {
      const attached = this.deps.bot.actions.people.findSubtitles(film, requestOf(message))
      if (attached) return subtitlesCard(ask, attached)
    }
    return { html: ask.texts.people.maybeDone }
  }

  async #say(message: SubtitleMessage, reply: Reply): Promise<void> {
    const { bot, signal } = this.deps
    const { chatId, messageId } = message
    const to = { chatId, replyTo: messageId, name: nameOf(message) }
    try {
      await untilTelegramAnswers(bot, signal, async () => {
        await bot.messenger.send(to, reply, signal)
      })
    } catch (error) {
      signal.throwIfAborted()
      bot.logger.error(
        { err: error, ...idsOf(message) },
        'Subtitles were taken, but their sender could not be answered',
      )
    }
  }
}

/** Of the answer. */
function nameOf({ messageId }: SubtitleMessage): string {
  return `subtitles ${messageId}`
}

function requestOf({ chatId, messageId }: SubtitleMessage): string {
  return `subtitles ${chatId} ${messageId}`
}
