import { z } from 'zod'
import { ADMIN_RIGHTS } from '../../world/channel.js'
import { requireDc } from '../require-dc.js'
import { type Route, route } from '../route.js'
import { idParams } from '../schemas.js'
import { channelView } from '../views.js'

const memberParams = idParams.extend({ accountId: z.coerce.number().int() })

export const channelRoutes: readonly Route[] = [
  route('GET /channels', {
    summary: 'All channels and supergroups.',
    run: (sim) => sim.world.listChannels().map(channelView),
  }),
  route('GET /channels/:id', {
    summary: 'One channel with its members.',
    params: idParams,
    run: (sim, { params }) => channelView(sim.world.channel(params.id)),
  }),
  route('POST /channels', {
    summary: 'Creates a channel, or a supergroup.',
    body: z.strictObject({
      title: z.string().min(1),
      creatorId: z.int(),
      about: z.string().optional(),
      username: z.string().optional(),
      megagroup: z.boolean().optional(),
      noForwards: z.boolean().optional(),
      fileDcId: z.int().optional(),
    }),
    run: (sim, { body }) => {
      requireDc(sim, body.fileDcId)
      return channelView(sim.world.createChannel(body))
    },
  }),
  route('POST /channels/:id/members', {
    summary: 'An account joins.',
    params: idParams,
    body: z.strictObject({ accountId: z.int() }),
    run: (sim, { params, body }) => {
      sim.world.join(params.id, body.accountId)
      return channelView(sim.world.channel(params.id))
    },
  }),
  route('DELETE /channels/:id/members/:accountId', {
    summary: 'An account leaves, or is removed for good with kick=true.',
    params: memberParams,
    query: z.strictObject({ kick: z.enum(['true', 'false']).optional() }),
    run: (sim, { params, query }) => {
      if (query.kick === 'true') sim.world.kick(params.id, params.accountId)
      else sim.world.leave(params.id, params.accountId)
      return channelView(sim.world.channel(params.id))
    },
  }),
  route('PUT /channels/:id/admins/:accountId', {
    summary: 'Makes an account an administrator with all or the given rights; none at all makes it a plain member.',
    params: memberParams,
    body: z.strictObject({ rights: z.array(z.enum(ADMIN_RIGHTS)).optional() }),
    run: (sim, { params, body }) => {
      sim.world.promote(params.id, params.accountId, body.rights)
      return channelView(sim.world.channel(params.id))
    },
  }),
]
