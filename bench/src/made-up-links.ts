/**
 * A database as it looks after so many links, the same in every run: the links, who made them, what those people used of their limits, and
 * readers who were counted.
 */
import { createHash } from 'node:crypto'
import type { ArchiveRecord, Link, Stores } from 'streambot'

export const DAY_MS = 86_400_000
/** Of every ten links one has a maximum of downloads and one a password: those whose numbers end so. */
export const WITH_MAXIMUM = 8
export const WITH_PASSWORD = 9

const LINKS_PER_PERSON = 10
const PEOPLE_PER_BAN = 100
const MOMENTS_IN_WINDOW = 5
const FIRST_PERSON_ID = 1_000_000
/** What an archive takes at a time. */
const MAX_BATCH = 1000
const MAX_RECORDS_OF_ONE = 10
/** Nobody has an opinion about it. */
const OF_A_STRANGER = {
  isAuthorized: false,
  linksPerDay: null,
  bandwidthBytesPerMonth: null,
  chosenLanguage: null,
  unreachableSinceMs: null,
}

/** Links and people are numbered from 0. */
export class MadeUpLinks {
  readonly #nowMs: number

  /** @param nowMs the links were made until then, one a second */
  constructor(
    readonly links: number,
    nowMs: number,
  ) {
    this.#nowMs = Math.floor(nowMs / 1000) * 1000
  }

  /** Who was counted by each link with a maximum. */
  readonly reader = 'somebody who was counted'

  get people(): number {
    return Math.ceil(this.links / LINKS_PER_PERSON)
  }

  /** @param number beyond `links`: one that is not in the database yet */
  link(number: number): Link {
    const hasMaximum = number % 10 === WITH_MAXIMUM
    const hasPassword = number % 10 === WITH_PASSWORD
    return {
      id: linkId(number),
      logMessageId: number + 1,
      file: {
        kind: 'video',
        name: `Holidays, day ${number}.mp4`,
        mimeType: 'video/mp4',
        sizeBytes: 1_500_000_000 + number,
        telegramFileId: String(5_000_000_000_000_000_000n + BigInt(number)),
        durationSeconds: 5400,
        width: 1920,
        height: 1080,
      },
      ownerId: this.personId(number % this.people),
      createdAtMs: this.#nowMs + (number - this.links) * 1000,
      expiresAtMs: number % 2 === 0 ? null : this.#nowMs + 30 * DAY_MS,
      revokedAtMs: null,
      restrictions: {
        passwordHash: hasPassword ? 'scrypt$32768$8$1$c2FsdA$aGFzaA' : null,
        maxDownloads: hasMaximum ? 1_000_000 : null,
        addresses: hasPassword ? ['10.0.0.0/8', '127.0.0.0/8'] : [],
      },
      downloads: hasMaximum ? 1 : 0,
      lastAccessAtMs: null,
      subtitles: [],
    }
  }

  /** Telegram's. */
  personId(number: number): number {
    return FIRST_PERSON_ID + number
  }

  /** @param onProgress told how many links there are so far */
  async fill({ archive }: Pick<Stores, 'archive'>, onProgress: (links: number) => void): Promise<void> {
    let batch: ArchiveRecord[] = []
    for (let number = 0; number < this.links; number++) {
      batch.push(...this.#recordsOfLink(number))
      // Of people there are fewer.
      if (number < this.people) batch.push(...this.#recordsOfPerson(number))
      if (batch.length <= MAX_BATCH - MAX_RECORDS_OF_ONE) continue
      await archive.restore(batch)
      batch = []
      onProgress(number + 1)
    }
    await archive.restore(batch)
  }

  #recordsOfLink(number: number): ArchiveRecord[] {
    const value = this.link(number)
    const { id: linkId, restrictions } = value
    const { reader } = this
    return [
      { kind: 'link', value },
      ...(restrictions.maxDownloads === null ? [] : [{ kind: 'reader', value: { linkId, reader } } as const]),
    ]
  }

  #recordsOfPerson(number: number): ArchiveRecord[] {
    const id = this.personId(number)
    const nowMs = this.#nowMs
    const moments = Array.from({ length: MOMENTS_IN_WINDOW }, (_, i) => nowMs - (MOMENTS_IN_WINDOW - i) * 60_000)
    const ban = { userId: id, reason: null, bannedBy: 1, createdAtMs: nowMs, untilMs: nowMs - 1 }
    return [
      { kind: 'user', value: { ...profileOf(id), ...OF_A_STRANGER, firstSeenAtMs: nowMs, lastSeenAtMs: nowMs } },
      { kind: 'bandwidth', value: { month: monthOf(nowMs), userId: id, bytes: 1_000_000_000 } },
      { kind: 'window', value: { key: `links:${id}`, windowMs: DAY_MS, moments } },
      ...(number % PEOPLE_PER_BAN === 0 ? [{ kind: 'ban', value: ban } as const] : []),
    ]
  }
}

export function profileOf(id: number) {
  return { id, firstName: `Ada ${id}`, username: `ada_${id}`, languageCode: 'en' }
}

export function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7)
}

/** As scattered as one drawn by chance. */
function linkId(number: number): string {
  return createHash('sha256').update(`link ${number}`).digest('hex').slice(0, 16)
}
