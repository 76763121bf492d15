/** Telegram numbers the messages of a chat from 1, in 31 bits. */
export const MAX_MESSAGE_ID = 2 ** 31 - 1
