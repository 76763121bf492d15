import { z } from 'zod'
import { requireDc } from '../require-dc.js'
import { type Route, route } from '../route.js'
import { idParams } from '../schemas.js'
import { accountView } from '../views.js'

const newAccount = { firstName: z.string().optional(), username: z.string().optional(), homeDcId: z.int().optional() }

export const accountRoutes: readonly Route[] = [
  route('GET /accounts', {
    summary: 'All people and bots.',
    run: (sim) => sim.world.listAccounts().map(accountView),
  }),
  route('GET /accounts/:id', {
    summary: 'One person or bot.',
    params: idParams,
    run: (sim, { params }) => accountView(sim.world.account(params.id)),
  }),
  route('POST /users', {
    summary: 'Creates a person.',
    body: z.strictObject({
      ...newAccount,
      lastName: z.string().optional(),
      phone: z.string().regex(/^\d+$/, 'digits only').optional(),
      premium: z.boolean().optional(),
      languageCode: z.string().optional(),
    }),
    run: (sim, { body }) => {
      requireDc(sim, body.homeDcId)
      return accountView(sim.world.createUser(body))
    },
  }),
  route('POST /bots', {
    summary: 'Creates a bot; the answer has its token.',
    body: z.strictObject({
      ...newAccount,
      token: z
        .string()
        .regex(/^\d+:[\w-]+$/, 'digits, a colon, a secret')
        .optional(),
      seesGroups: z.boolean().optional(),
    }),
    run: (sim, { body }) => {
      requireDc(sim, body.homeDcId)
      return accountView(sim.world.createBot(body))
    },
  }),
  route('POST /bots/revoke', {
    summary: 'From now on logging in with the token is refused.',
    body: z.strictObject({
      token: z.string(),
      as: z.enum(['ACCESS_TOKEN_INVALID', 'ACCESS_TOKEN_EXPIRED']).optional(),
    }),
    run: (sim, { body }) => sim.world.revokeToken(body.token, body.as),
  }),
  route('DELETE /accounts/:id', {
    summary: 'The account is deleted; its calls answer USER_DEACTIVATED.',
    params: idParams,
    run: (sim, { params }) => sim.world.deleteAccount(params.id),
  }),
  route('POST /accounts/:id/block', {
    summary: 'The account blocks another one.',
    params: idParams,
    body: z.strictObject({ targetId: z.int() }),
    run: (sim, { params, body }) => sim.world.block(params.id, body.targetId),
  }),
  route('POST /accounts/:id/unblock', {
    summary: 'Takes a block back.',
    params: idParams,
    body: z.strictObject({ targetId: z.int() }),
    run: (sim, { params, body }) => sim.world.unblock(params.id, body.targetId),
  }),
]
