/** One helper per business event, so that each is logged in one wording with the same fields. Never a token, only link ids. */
import type { Logger } from './logger.js'

export function logServerStarted(logger: Logger, event: { host: string; port: number; baseUrl: string }): void {
  logger.info(event, `Listening on ${event.host}:${event.port}, links begin with ${event.baseUrl}`)
}

export function logConfigNote(logger: Logger, note: string): void {
  logger.warn(note)
}

/** @param event.isHeld whether this instance holds the lease of the bot */
export function logDuty(logger: Logger, event: { isHeld: boolean }): void {
  logger.info(
    event,
    event.isHeld ? 'This instance answers people from now on' : 'Another instance answers people from now on',
  )
}

export interface RequestAnsweredEvent {
  readonly requestId: string
  readonly method: string
  /** Its pattern; null: there is none. */
  readonly route: string | null
  /** null: the visitor left before an answer. */
  readonly status: number | null
  /** All of the answer was handed over. */
  readonly isComplete: boolean
  readonly durationMs: number
  /** Of the visitor. */
  readonly address: string
}

export function logRequestAnswered(logger: Logger, event: RequestAnsweredEvent): void {
  logger.debug(event, 'Request answered')
}

export interface RequestRefusedEvent {
  readonly requestId: string
  readonly address: string
  readonly code: string
  /** null: the code says it all. */
  readonly reason: string | null
}

export function logRequestRefused(logger: Logger, event: RequestRefusedEvent): void {
  logger.debug(event, `Refused: ${event.code}`)
}

/** Somebody showed what lets nobody in. @param event.key what it was meant to be, never what was shown */
export function logKeyRefused(
  logger: Logger,
  event: Omit<RequestRefusedEvent, 'reason'> & { readonly key: string },
): void {
  logger.warn(event, `Refused: ${event.key} that opens nothing`)
}

/** What is no HTTP. @param event.code of the parser */
export function logRequestUnreadable(
  logger: Logger,
  event: { requestId: string; address: string | null; code: string; status: number },
): void {
  logger.debug(event, 'Refused: what cannot be read as a request')
}

export interface PartTroubleEvent {
  /** Of the stream that asked for it first. */
  readonly requestId: string
  /** Of all streams that wait for it, where there are several. */
  readonly requestIds?: readonly string[]
  readonly client: string
  readonly logMessageId: number
  readonly offsetBytes: number
  /** What helps: another bot, a new reference, time … */
  readonly kind: string
  /** It is not tried again. */
  readonly isOver: boolean
}

export function logPartTrouble(logger: Logger, event: PartTroubleEvent, error: unknown): void {
  logger.debug(
    { ...event, err: error },
    event.isOver ? 'A part of a file does not come' : 'A part of a file is tried again',
  )
}

/** Also in the audit log, which lasts longer. */
export function logActed(logger: Logger, event: { actor: string; action: string; target: string | null }): void {
  logger.info(event, `${event.actor} did ${event.action}`)
}

export interface LinkCreatedEvent {
  readonly linkId: string
  readonly ownerId: number
  readonly sizeBytes: number
  readonly expiresAtMs: number | null
  /** The message that had the file. */
  readonly chatId: number
  readonly messageId: number
}

export function logLinkCreated(logger: Logger, event: LinkCreatedEvent): void {
  logger.info(event, 'Link created')
}

/** What is being read: a file, or an archive of several. */
export type StreamSubject = { readonly linkId: string } | { readonly batchId: string }

export type StreamOpenedEvent = StreamSubject & {
  readonly requestId: string
  readonly status: number
  readonly rangeStart: number
  readonly rangeEnd: number
}

export function logStreamOpened(logger: Logger, event: StreamOpenedEvent): void {
  logger.debug(event, 'Stream opened')
}

export type StreamEndedEvent = StreamSubject & {
  readonly requestId: string
  readonly outcome: StreamOutcome
  readonly sentBytes: number
  readonly durationMs: number
}

/**
 * complete: every byte was handed to the socket. left: the visitor closed the connection. stalled: the visitor took nothing
 * for too long. cancelled: an admin ended it. failed: the source could not go on. stopped: the server shut down.
 */
export type StreamOutcome = 'complete' | 'left' | 'stalled' | 'cancelled' | 'failed' | 'stopped'

export function logStreamEnded(logger: Logger, event: StreamEndedEvent, error?: unknown): void {
  if (event.outcome === 'failed') logger.error({ ...event, err: error }, 'Stream failed')
  else logger.info(event, `Stream ended: ${event.outcome}`)
}

export interface MemoryLevelEvent {
  readonly level: 'normal' | 'tight' | 'short' | 'full'
  readonly rssBytes: number
  readonly limitBytes: number
}

const MEMORY_LEVELS = {
  normal: 'Memory is plentiful again',
  tight: 'Memory is tight: parts of files are not cached',
  short: 'Memory is short: streams read less far ahead',
  full: 'Memory is used up: new streams are refused until it is over',
}

export function logMemoryLevel(logger: Logger, event: MemoryLevelEvent): void {
  // A field named `level` would stand beside the line's own.
  const { level: memory, ...bytes } = event
  logger[memory === 'normal' ? 'info' : 'warn']({ memory, ...bytes }, MEMORY_LEVELS[memory])
}

/** Once for each outage: files are served all the same. */
export function logDiskCacheOff(logger: Logger, event: { reason: string }): void {
  logger.warn(event, `The disk cache takes no new parts for now: ${event.reason}`)
}

export function logDiskCacheBack(logger: Logger): void {
  logger.info('The disk cache takes new parts again')
}

export interface StoreAwayEvent {
  readonly store: string
  /** The start waits for it. */
  readonly isAwaited: boolean
}

/** Once for each outage. */
export function logStoreAway(logger: Logger, event: StoreAwayEvent, error: Error): void {
  const outcome = event.isAwaited
    ? 'The start waits until it is back'
    : 'Downloads go on; new links are refused until it is back'
  logger.error({ ...event, err: error }, `${event.store} is away: ${error.message.replace(/\.$/, '')}. ${outcome}`)
}

export function logStoreBack(logger: Logger, event: { store: string }): void {
  logger.info(event, `${event.store} is back`)
}

/** What could not be asked or written, and is tried again unless it says otherwise. */
export function logRulesTrouble(logger: Logger, event: { subject: string }, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error)
  logger.warn({ ...event, err: error }, `Trouble with ${event.subject}: ${why}`)
}

/** Once for each value. */
export function logSettingIgnored(logger: Logger, event: { name: string; why: string }): void {
  logger.warn(event, `The stored setting ${event.name} is passed over: ${event.why}`)
}

export interface QuotaUsedUpEvent {
  /** null: the whole service's. */
  readonly ownerId: number | null
  readonly cutStreams: number
}

/** Once for each quota and month, unless it grew meanwhile. */
export function logQuotaUsedUp(logger: Logger, event: QuotaUsedUpEvent): void {
  const whose = event.ownerId === null ? 'of the service' : `of user ${event.ownerId}`
  logger.warn(event, `The traffic ${whose} is used up for this month`)
}

export function logCopyGone(logger: Logger, event: { logMessageId: number; ended: number }): void {
  logger.warn(event, `Message ${event.logMessageId} was deleted from the log channel: ${event.ended} links have ended`)
}

export interface BroadcastEndedEvent {
  readonly broadcastId: string
  readonly state: 'done' | 'cancelled'
  /** Why it ended early; null: it did not, or an admin wanted it. */
  readonly reason: string | null
  readonly sent: number
  readonly unreachable: number
  readonly failed: number
  readonly failures: readonly { readonly reason: string; readonly people: number }[]
}

export function logBroadcastEnded(logger: Logger, event: BroadcastEndedEvent): void {
  const how = event.state === 'done' ? 'is done' : `was cancelled${event.reason === null ? '' : `: ${event.reason}`}`
  logger.info(event, `The broadcast ${event.broadcastId} ${how}`)
}

export function logPruned(logger: Logger, event: { pruned: number }): void {
  logger.info(event, `${event.pruned} old records were forgotten`)
}

export function logFileGone(logger: Logger, event: { requestId: string; reason: string }): void {
  logger.warn(event, 'The file of a link is gone')
}

export interface ClientStatusEvent {
  /** A name that people can find in their configuration, never the token. */
  readonly client: string
  readonly state: string
  readonly reason: string | null
}

/** Once for each change: what keeps a bot from serving, and when it serves. */
export function logClientStatus(logger: Logger, event: ClientStatusEvent): void {
  const { client, state, reason } = event
  if (reason === null) logger.info(event, `${client} is ${state}`)
  else if (state === 'cooling') logger.info(event, `${client} rests: ${reason}`)
  else logger.error(event, `${reason.startsWith(client) ? '' : `${client}: `}${reason}`)
}

/** `similar` errors of the same wording were not told since the last one was. */
export function logClientError(logger: Logger, event: { client: string; similar: number }, error: Error): void {
  logger.warn({ ...event, err: error }, 'A Telegram client had an error')
}

/** Once for each thing that has to be mended. @param text what it is, and what helps */
export function logSetupFound(logger: Logger, event: { finding: string; isError: boolean }, text: string): void {
  logger[event.isError ? 'error' : 'warn']({ finding: event.finding }, `Set-up: ${text}`)
}

export function logSetupMended(logger: Logger, event: { finding: string }, text: string): void {
  logger.info(event, `Set-up: this is well again: ${text}`)
}

/** Once for each admin, until they could be told. */
export function logAdminUntold(logger: Logger, event: { adminId: number }, error: unknown): void {
  const why = error instanceof Error ? error.message : String(error)
  logger.warn(
    { ...event, err: error },
    `Admin ${event.adminId} could not be told about the set-up; whoever never wrote to the bot cannot be written to: ${why}`,
  )
}

export function logShutdown(logger: Logger, event: { reason: string; graceMs: number }): void {
  logger.info(event, `Stopping: ${event.reason}`)
}
