/** A chat without Telegram: the bot is a function, and what it answers appears at once. */
import type { MessageView, PressAnswer } from '@streambot/web'
import { ChatRefusal, type Chat, type OutgoingFile } from '../chat/chat.js'

export type Reaction = (message: MessageView) => Partial<MessageView> | null

export class FakeChat implements Chat {
  readonly names = { bot: { name: 'StreamBot', username: 'streambot_demo_bot' }, person: { name: 'Ada' } }
  readonly sentFiles: OutgoingFile[] = []
  readonly #messages: MessageView[] = []
  readonly #waiting = new Set<() => void>()
  #nextId = 1

  constructor(readonly react: Reaction = () => null) {}

  read(): MessageView[] {
    return [...this.#messages]
  }

  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', give)
        resolve()
      }
      const give = () => {
        this.#waiting.delete(wake)
        reject(signal.reason as Error)
      }
      if (signal.aborted) return give()
      signal.addEventListener('abort', give, { once: true })
      this.#waiting.add(wake)
    })
  }

  sendText(text: string): number {
    if (text === 'refuse me') throw new ChatRefusal('Telegram answered 400 MESSAGE_EMPTY')
    return this.add({ mine: true, text })
  }

  sendFile(file: OutgoingFile): Promise<number> {
    this.sentFiles.push(file)
    const { name, mimeType, uploadKey } = file
    return Promise.resolve(
      this.add({ mine: true, file: { kind: 'document', name, mimeType, sizeBytes: null }, uploadKey }),
    )
  }

  press(messageId: number, data: Uint8Array): Promise<PressAnswer> {
    return Promise.resolve({ text: `${messageId}: ${Buffer.from(data).toString()}` })
  }

  add(parts: Partial<MessageView>): number {
    const message: MessageView = {
      id: this.#nextId++,
      mine: false,
      sentAtMs: 1_700_000_000_000,
      edited: false,
      text: '',
      entities: [],
      file: null,
      buttons: [],
      uploadKey: null,
      ...parts,
    }
    this.#messages.push(message)
    const answer = message.mine ? this.react(message) : null
    if (answer) this.add(answer)
    this.#wake()
    return message.id
  }

  edit(id: number, parts: Partial<MessageView>): void {
    const index = this.#messages.findIndex((message) => message.id === id)
    const before = this.#messages[index]
    if (before) this.#messages[index] = { ...before, ...parts, edited: true }
    this.#wake()
  }

  remove(id: number): void {
    this.#messages.splice(
      this.#messages.findIndex((message) => message.id === id),
      1,
    )
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}
