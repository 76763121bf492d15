/** Whom a fault is for and when: one bot, one data centre, one file, one method; the n-th match, so many times. */
import { z } from 'zod'
import type { CallSite } from '../faults.js'
import { requestedFile } from '../requested-file.js'
import type { NamedFault } from './named-fault.js'

/** Absent fields mean any; all present ones must hold. */
export const faultAimSchema = z.strictObject({
  accountId: z.int().optional(),
  dcId: z.int().optional(),
  /** The file's id; for an upload, the id the client chose. */
  fileId: z.string().regex(/^\d+$/, 'the decimal id of a file').optional(),
  /** A TL method such as `upload.getFile`. */
  method: z
    .string()
    .regex(/^[a-zA-Z]+\.[a-zA-Z]+$/, 'a TL method such as upload.getFile')
    .optional(),
  /** The first match to be hit, counted from 1. */
  nth: z.int().min(1).default(1),
  /** How many matches are hit from there on. */
  times: z.union([z.int().min(1), z.literal('every')]).optional(),
})

export type FaultAim = z.input<typeof faultAimSchema>

/** Faults that make sense for downloads only hit them unless another method is named. */
const DOWNLOAD_ONLY: ReadonlySet<NamedFault['name']> = new Set([
  'floodPremiumWait',
  'fileReferenceExpired',
  'fileMigrate',
  'shortBytes',
  'wrongBytes',
])

export interface Aim {
  readonly accountId: number | undefined
  readonly dcId: number | undefined
  readonly fileId: string | undefined
  readonly method: string | undefined
  readonly nth: number
  /** Infinity for every. */
  readonly times: number
}

export function takeAim(fault: NamedFault, aim: FaultAim): Aim {
  const { accountId, dcId, fileId, method, nth, times } = faultAimSchema.parse(aim)
  return {
    accountId,
    dcId,
    fileId,
    method: method ?? (DOWNLOAD_ONLY.has(fault.name) ? 'upload.getFile' : undefined),
    nth,
    // A banned account stays banned; everything else happens once unless told otherwise.
    times: times === 'every' ? Infinity : (times ?? (fault.name === 'userDeactivatedBan' ? Infinity : 1)),
  }
}

export function hitsCall(aim: Aim, site: CallSite): boolean {
  return (
    (aim.dcId === undefined || aim.dcId === site.dcId) &&
    (aim.accountId === undefined || aim.accountId === site.accountId) &&
    (aim.method === undefined || aim.method === site.request._) &&
    (aim.fileId === undefined || aim.fileId === requestedFile(site.request))
  )
}
