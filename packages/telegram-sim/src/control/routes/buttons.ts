import { z } from 'zod'
import { type Route, route } from '../route.js'
import { peerSchema, timeoutMs } from '../schemas.js'

export const buttonRoutes: readonly Route[] = [
  route('POST /buttons/press', {
    summary:
      'A person presses an inline button, given by its data, or sends data that is on none; answers what the bot answered.',
    body: z
      .strictObject({
        userId: z.int(),
        chat: peerSchema,
        messageId: z.int(),
        data: z.string().optional(),
        dataBase64: z.base64().optional(),
        timeoutMs,
      })
      .refine(({ data, dataBase64 }) => (data === undefined) !== (dataBase64 === undefined), 'give data or dataBase64'),
    run: (sim, { body: { userId, chat, messageId, data, dataBase64, timeoutMs: limit }, signal }) =>
      sim.world.pressButton(userId, chat, messageId, data ?? Buffer.from(dataBase64 ?? '', 'base64'), {
        signal,
        timeoutMs: limit,
      }),
  }),
]
