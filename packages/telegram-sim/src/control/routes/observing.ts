import { z } from 'zod'
import { networkPresetNames, networkPresets, type NetworkShape } from '../../network/network-shape.js'
import { type Route, route } from '../route.js'

const rate = z.int().min(1).nullable()

const shapeSchema: z.ZodType<NetworkShape> = z.strictObject({
  roundTripMs: z.number().min(0),
  connectionBytesPerSecond: rate,
  accountBytesPerSecond: rate,
  allowance: z.strictObject({ burstBytes: z.int().min(1), sustainedBytesPerSecond: z.int().min(1) }).nullable(),
})

const targetFields = { dcId: z.coerce.number().int().optional(), accountId: z.coerce.number().int().optional() }

export const observingRoutes: readonly Route[] = [
  route('GET /dcs', { summary: 'Addresses and RSA keys of the data centres.', run: (sim) => sim.dcs }),
  route('GET /counters', { summary: 'What clients did since the last reset.', run: (sim) => sim.counters.read() }),
  route('DELETE /counters', { summary: 'Starts counting anew.', run: (sim) => sim.counters.reset() }),
  route('GET /connections', {
    summary: 'Open connections: whose, since when, calls running, file bytes answered.',
    run: (sim) => sim.connections(),
  }),
  route('GET /calls', {
    summary: 'The last 20,000 calls that ended, by their end; of a method, of a file, or that came `since` a time.',
    query: z.strictObject({
      method: z.string().optional(),
      fileId: z.string().optional(),
      since: z.coerce.number().optional(),
    }),
    run: (sim, { query }) => sim.recentCalls.read(query),
  }),
  route('DELETE /calls', { summary: 'Forgets the calls that ended.', run: (sim) => sim.recentCalls.reset() }),
  route('GET /network', {
    summary: 'The shape of connections, of a data centre or account when given.',
    query: z.strictObject(targetFields),
    run: (sim, { query }) => sim.network.shapeFor(query.dcId ?? 0, query.accountId ?? null),
  }),
  route('PUT /network', {
    summary: 'Sets the shape of connections for all, a data centre, an account: {"preset":"far"} or {"shape":{…}}.',
    body: z
      .strictObject({
        preset: z.enum(networkPresetNames).optional(),
        shape: shapeSchema.optional(),
        dcId: z.int().optional(),
        accountId: z.int().optional(),
      })
      .refine(({ preset, shape }) => (preset === undefined) !== (shape === undefined), 'give either preset or shape'),
    run: (sim, { body: { preset, shape, dcId, accountId } }) => {
      const target = { ...(dcId !== undefined && { dcId }), ...(accountId !== undefined && { accountId }) }
      sim.network.set(shape ?? networkPresets[preset ?? 'unlimited'], target)
      return sim.network.shapeFor(dcId ?? 0, accountId ?? null)
    },
  }),
]
