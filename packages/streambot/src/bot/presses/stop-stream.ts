import { actorOf } from '../admin-actions.js'
import { streamsList } from '../cards/streams-list.js'
import type { Press } from './presses.js'

/** `stop <stream> <page>`: of a short name, because streams have long ones. */
export const stopStream: Press = {
  name: 'stop',
  audience: 'admins',
  run: async ({ actions, clock }, ask) => {
    const { admin } = actions
    const { streams } = ask.texts.admins.service
    const [streamId = '', page] = ask.args
    const isStopped = await admin.stopStream(actorOf(ask), streamId)
    const left = admin.streams().filter(({ id }) => id !== streamId)
    return {
      answer: { text: isStopped ? streams.stopped : streams.over },
      edit: streamsList(ask, left, Number(page), clock.now()),
    }
  },
}
