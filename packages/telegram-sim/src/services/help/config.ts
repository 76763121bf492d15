import type { tl } from '@mtcute/core'
import { EDIT_TIME_LIMIT_SECONDS } from '../../world/change-rules.js'
import { CAPTION_LENGTH_MAX, MESSAGE_LENGTH_MAX } from '../../world/message-rules.js'
import type { DcAddress } from '../context.js'

const LIFETIME_SECONDS = 3600

/** Only `this_dc`, `dc_options` and the limits the simulator itself keeps are meant; the rest are Telegram's usual values. */
export function toConfig(dcs: readonly DcAddress[], thisDc: number, date: number): tl.RawConfig {
  return {
    _: 'config',
    date,
    expires: date + LIFETIME_SECONDS,
    testMode: false,
    thisDc,
    dcOptions: dcs.map((dc) => ({ _: 'dcOption', id: dc.id, ipAddress: dc.host, port: dc.port, thisPortOnly: true })),
    dcTxtDomainName: 'localhost',
    chatSizeMax: 200,
    megagroupSizeMax: 200_000,
    forwardedCountMax: 100,
    onlineUpdatePeriodMs: 210_000,
    offlineBlurTimeoutMs: 5000,
    offlineIdleTimeoutMs: 30_000,
    onlineCloudTimeoutMs: 300_000,
    notifyCloudDelayMs: 30_000,
    notifyDefaultDelayMs: 1500,
    pushChatPeriodMs: 60_000,
    pushChatLimit: 2,
    editTimeLimit: EDIT_TIME_LIMIT_SECONDS,
    revokeTimeLimit: 2_147_483_647,
    revokePmTimeLimit: 2_147_483_647,
    ratingEDecay: 2_419_200,
    stickersRecentLimit: 200,
    channelsReadMediaPeriod: 604_800,
    callReceiveTimeoutMs: 20_000,
    callRingTimeoutMs: 90_000,
    callConnectTimeoutMs: 30_000,
    callPacketTimeoutMs: 10_000,
    meUrlPrefix: 'https://t.me/',
    captionLengthMax: CAPTION_LENGTH_MAX,
    messageLengthMax: MESSAGE_LENGTH_MAX,
    webfileDcId: thisDc,
  }
}
