/** Under what the log tells of a message, or of a press of a button under one: where it is, and who it is of. */
export interface AboutMessage {
  readonly chatId: number
  readonly messageId: number
  readonly sender?: { readonly id: number }
}

export function idsOf({ chatId, messageId, sender }: AboutMessage): object {
  return { chatId, messageId, ...(sender && { userId: sender.id }) }
}
