/** Who is in a channel of the operator's. The bot has to be an administrator there: Telegram tells nobody else. */

/** A marked id (-100…), or a name with its @. */
export type ChannelAddress = number | string

/** What people need to join a channel. */
export interface ChannelInvite {
  /** null: not known. */
  readonly title: string | null
  /** null: there is no link that the bot knows of. */
  readonly url: string | null
}

export interface Membership {
  /**
   * @throws StreamBotError bad_config, in one sentence that says what to change; telegram_unavailable; the signal's reason when
   * aborted
   */
  isMember(channel: ChannelAddress, userId: number, signal: AbortSignal): Promise<boolean>
  /** @throws StreamBotError as `isMember` */
  invite(channel: ChannelAddress, signal: AbortSignal): Promise<ChannelInvite>
}
