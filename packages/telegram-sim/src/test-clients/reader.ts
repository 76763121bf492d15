/** A bot that does nothing but read one file through mtcute, with none of the library's own retrying in between. */
import type { tl } from '@mtcute/core'
import type { TelegramClient } from '@mtcute/node'
import type { TelegramSim } from '../telegram-sim.js'
import type { Account } from '../world/account.js'
import { userPeer } from '../world/peer.js'
import { createMtcuteClient } from './mtcute.js'

export class Reader implements AsyncDisposable {
  private constructor(
    readonly account: Account,
    readonly client: TelegramClient,
    private readonly location: tl.TypeInputFileLocation,
  ) {}

  /** The file is sent to the bot by a person made for this. */
  static async start(sim: TelegramSim, fileId: string): Promise<Reader> {
    const account = sim.world.createBot()
    const sender = sim.world.createUser()
    sim.world.sendAs(sender.id, userPeer(account.id), { media: fileId })
    const message = sim.world.readChat(account.id, userPeer(sender.id)).at(-1)
    const client = await createMtcuteClient(sim, 2, {
      // Not `disableUpdates`: with it the library waits a second before its first call.
      updates: false,
      reconnectionStrategy: () => 10,
      network: { middlewares: [] },
    })
    await client.start({ botToken: account.token ?? '' })
    const answer = await client.call({ _: 'messages.getMessages', id: [{ _: 'inputMessageID', id: message?.id ?? 0 }] })
    return new Reader(account, client, locationIn(answer))
  }

  /** One part, or the error in its place. */
  async read(offset: number, limit: number, timeoutMs?: number): Promise<Uint8Array> {
    const file = await this.client.call(
      { _: 'upload.getFile', location: this.location, offset, limit },
      { maxRetryCount: 0, floodSleepThreshold: 0, ...(timeoutMs !== undefined && { timeout: timeoutMs }) },
    )
    if (file._ !== 'upload.file') throw new Error(`answered ${file._}`)
    return file.bytes
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.client.destroy()
  }
}

function locationIn(answer: tl.messages.TypeMessages): tl.TypeInputFileLocation {
  const [message] = 'messages' in answer ? answer.messages : []
  const media = message?._ === 'message' ? message.media : undefined
  const document = media?._ === 'messageMediaDocument' ? media.document : undefined
  if (document?._ !== 'document') throw new Error('the bot sees no document in the message')
  const { id, accessHash, fileReference } = document
  return { _: 'inputDocumentFileLocation', id, accessHash, fileReference, thumbSize: '' }
}
