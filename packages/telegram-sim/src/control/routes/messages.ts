import { z } from 'zod'
import { withTimeout } from '../../with-timeout.js'
import { ControlError } from '../control-error.js'
import { type Route, route } from '../route.js'
import { chatParams, draftFields, draftSchema, peerSchema, timeoutMs } from '../schemas.js'
import { messageView } from '../views.js'

const messageIds = z.array(z.int()).min(1).max(100)
const viewer = z.coerce.number().int()

export const messageRoutes: readonly Route[] = [
  route('POST /messages', {
    summary: 'Sends a message as an account: a text, or a file with a caption.',
    body: z.strictObject({ from: z.int(), chat: peerSchema, ...draftFields }),
    run: (sim, { body: { from, chat, ...draft } }) => messageView(sim.world.sendAs(from, chat, draft)),
  }),
  route('POST /albums', {
    summary: 'Sends 2 to 10 files as one album.',
    body: z.strictObject({ from: z.int(), chat: peerSchema, items: z.array(draftSchema).min(2).max(10) }),
    run: (sim, { body }) => sim.world.sendAlbum(body.from, body.chat, body.items).map(messageView),
  }),
  route('POST /start', {
    summary: 'A person starts a bot, as by a t.me link.',
    body: z.strictObject({ userId: z.int(), botId: z.int(), parameter: z.string().optional() }),
    run: (sim, { body }) => messageView(sim.world.startBot(body.userId, body.botId, body.parameter)),
  }),
  route('POST /forwards', {
    summary: 'Forwards messages, or copies them with dropAuthor.',
    body: z.strictObject({
      by: z.int(),
      from: peerSchema,
      ids: messageIds,
      to: peerSchema,
      dropAuthor: z.boolean().optional(),
    }),
    run: (sim, { body: { by, from, ids, to, dropAuthor } }) =>
      sim.world.forwardAs(by, from, ids, to, { dropAuthor: dropAuthor ?? false }).map(messageView),
  }),
  route('POST /edits', {
    summary: 'Edits the text or caption of a message.',
    body: z.strictObject({
      by: z.int(),
      chat: peerSchema,
      id: z.int(),
      text: draftFields.text,
      entities: draftFields.entities,
    }),
    run: (sim, { body: { by, chat, id, ...change } }) => messageView(sim.world.editAs(by, chat, id, change)),
  }),
  route('POST /deletions', {
    summary: 'Deletes messages for everybody.',
    body: z.strictObject({ by: z.int(), chat: peerSchema, ids: messageIds }),
    run: (sim, { body }) => sim.world.deleteMessages(body.by, body.chat, body.ids),
  }),
  route('GET /chats/:type/:id/messages', {
    summary: 'Reads a chat as one account sees it, newest last.',
    params: chatParams,
    query: z.strictObject({ viewer, limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    run: (sim, { params, query }) => sim.world.readChat(query.viewer, params, query.limit).map(messageView),
  }),
  route('GET /chats/:type/:id/next', {
    summary:
      'Waits for a message of somebody else in the chat, newer than `after` when given (even if it is there already).',
    params: chatParams,
    query: z.strictObject({ viewer, after: z.coerce.number().int().optional(), timeoutMs }),
    run: async (sim, { params, query: { after, ...query }, signal }) => {
      const wanted = (message: { out: boolean; id: number }): boolean => !message.out && message.id > (after ?? -1)
      const waited = await withTimeout(sim.clock, query.timeoutMs, signal, (both) => {
        const arriving = sim.world.nextMessage(query.viewer, params, wanted, both)
        const known = after === undefined ? undefined : sim.world.readChat(query.viewer, params).find(wanted)
        if (!known) return arriving
        arriving.catch(() => {}) // not awaited: ends when `both` aborts
        return Promise.resolve(known)
      })
      if (waited === null)
        throw new ControlError(408, 'NO_MESSAGE', `no message came within ${query.timeoutMs} ms; ask again`)
      return messageView(waited)
    },
  }),
]
