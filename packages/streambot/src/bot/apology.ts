/** Something went wrong: the person hears what helps and a short id, the log has the id and everything else. */
import { StreamBotError, type ErrorCode } from '../core/errors.js'
import type { BotDeps } from './bot-deps.js'
import { idsOf, type AboutMessage } from './message-ids.js'
import type { Texts } from './texts/texts.js'

type Trouble = Parameters<Texts['people']['apology']>[0]

const TROUBLES: Partial<Record<ErrorCode, Trouble>> = {
  log_channel_unusable: 'storage',
  telegram_unavailable: 'telegram',
  store_unavailable: 'database',
}

/** @returns what to say, as HTML; it is logged */
export function apologise(
  { logger, errorId: newErrorId }: Pick<BotDeps, 'logger' | 'errorId'>,
  { people }: Texts,
  about: AboutMessage,
  error: unknown,
): string {
  const errorId = newErrorId()
  logger.error({ err: error, errorId, ...idsOf(about) }, 'A message could not be handled')
  const trouble = error instanceof StreamBotError ? TROUBLES[error.code] : undefined
  return people.apology(trouble ?? 'unknown', errorId)
}

/** For what fails together: one apology for each kind of trouble. */
export class Apologies {
  readonly #byKind = new Map<string, string>()

  constructor(
    private readonly deps: Pick<BotDeps, 'logger' | 'errorId'>,
    private readonly texts: Texts,
  ) {}

  for(about: AboutMessage, error: unknown): string {
    const kind = error instanceof StreamBotError ? error.code : String(error)
    const said = this.#byKind.get(kind) ?? apologise(this.deps, this.texts, about, error)
    this.#byKind.set(kind, said)
    return said
  }
}
