/** The answer to one file, or to several at once. What it is called is written down first, so that nobody is answered twice after a crash. */
import type { Reply } from '../ports/messenger.js'
import { apologise, Apologies } from './apology.js'
import type { Ask } from './ask.js'
import type { BotDeps } from './bot-deps.js'
import { batchCard, type RefusedFile } from './cards/batch-card.js'
import { linkCard, publicLinkCard, type MadeLink } from './cards/link-card.js'
import { isWorthAskingAgain, refusalCard, refusalText } from './cards/refusal-card.js'
import type { FileMessage, FileOutcome } from './file-run.js'

/** @param name of an answer that was about to be sent; null: it gets one now. @throws StreamBotError telegram_unavailable */
export async function answerFiles(
  deps: BotDeps,
  ask: Ask,
  files: readonly FileResult[],
  name: string | null,
): Promise<void> {
  const first = files[0]?.message
  if (!first) return
  const ids = files.map(({ message }) => message.messageId)
  const isLink = files.length === 1 && files[0]?.outcome.ok === true
  // What was refused before the crash, and is a link now, is news.
  const isNews = name !== null && files.some(({ outcome }) => outcome.ok && outcome.isNew)
  const newName = isLink ? `file ${ids[0]}` : `files ${ids[0]}-${ids.at(-1)} ${ids.length}`
  const answerName = isNews ? `${name} again` : (name ?? newName)
  // A link that comes again is answered by itself, so that nothing else has to be known of it.
  if (name === null && !isLink) await deps.intended.intend(first.chatId, ids, answerName)
  const reply = await filesReply(deps, ask, files, { name: answerName, isPublic: false })
  const to = { chatId: first.chatId, replyTo: first.messageId, name: answerName }
  await deps.messenger.send(to, reply, ask.signal)
}

/** A file, and what has become of it. */
export interface FileResult {
  readonly message: Pick<FileMessage, 'chatId' | 'messageId' | 'text' | 'file'> & Partial<Pick<FileMessage, 'sender'>>
  readonly outcome: FileOutcome
}

export interface Occasion {
  /** Of the answer, unique in its chat: several links are put together under it once. */
  readonly name: string
  /** Others read along: there is nothing to press that is for one person only. */
  readonly isPublic: boolean
}

/** What has become of each. */
export async function filesReply(
  deps: BotDeps,
  ask: Ask,
  files: readonly FileResult[],
  occasion: Occasion,
): Promise<Reply> {
  const [first] = files
  return files.length === 1 && first ? single(deps, ask, first, occasion) : several(deps, ask, files, occasion)
}

function single(deps: BotDeps, ask: Ask, { message, outcome }: FileResult, { isPublic }: Occasion): Reply {
  const { texts } = ask
  if ('error' in outcome) {
    const html = apologise(deps, texts, message, outcome.error)
    if (isPublic) return { html }
    const data = again(ask, 'file.again', [{ message, outcome }])
    return { html, buttons: [[{ text: texts.refusals.tryAgain, data }]] }
  }
  if (outcome.ok) return isPublic ? publicLinkCard(texts, outcome, message.text) : linkCard(ask, outcome, message.text)
  return refusalCard(texts, outcome.refusal, isPublic ? null : again(ask, 'file.again', [{ message, outcome }]))
}

async function several(
  deps: BotDeps,
  ask: Ask,
  files: readonly FileResult[],
  { name, isPublic }: Occasion,
): Promise<Reply> {
  const refusals = files.flatMap(({ outcome }) => ('refusal' in outcome ? [outcome.refusal] : []))
  const hasTrouble = files.some(({ outcome }) => 'error' in outcome)
  const isWorth = !isPublic && (hasTrouble || refusals.some(isWorthAskingAgain))
  const askAgain = isWorth ? again(ask, 'files.again', files) : null
  const [refusal] = refusals
  // With the ways in, which there is no room for between links.
  const needsJoining = refusals.length === files.length && refusals.every(({ reason }) => reason === 'not_subscribed')
  if (refusal && needsJoining) return refusalCard(ask.texts, refusal, askAgain)
  const made: MadeLink[] = []
  const refused: RefusedFile[] = []
  const sorry = new Apologies(deps, ask.texts)
  for (const { message, outcome } of files) {
    if (outcome.ok) made.push(outcome)
    else {
      const why =
        'error' in outcome ? sorry.for(message, outcome.error) : refusalText(ask.texts, outcome.refusal, !isPublic)
      refused.push({ name: message.file.file.name, why })
    }
  }
  const batch = made.length > 1 ? await batchOf(deps, ask, made, name) : null
  return batchCard(ask, made, refused, batch, askAgain)
}

/** What a button carries that goes on with the same files. */
function again(ask: Ask, action: 'file.again' | 'files.again', files: readonly FileResult[]): Uint8Array {
  const firstId = Math.min(...files.map(({ message }) => message.messageId))
  return ask.button('', action, `${firstId}`).data
}

/** Links are good also where they cannot be had together. Some may be added to them later: those are another batch. */
async function batchOf(deps: BotDeps, { sender }: Ask, made: readonly MadeLink[], name: string) {
  const links = made.map(({ link }) => link)
  try {
    return await deps.actions.makeBatch(sender.id, links, `${sender.id} ${name} ${links.length}`)
  } catch (error) {
    deps.logger.warn({ err: error, userId: sender.id, answer: name }, 'Several links could not be put together')
    return null
  }
}
