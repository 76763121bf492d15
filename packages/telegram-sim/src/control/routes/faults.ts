import { z } from 'zod'
import { faultAimSchema } from '../../faults/fault-aim.js'
import { namedFaultSchema } from '../../faults/named-fault.js'
import { ControlError } from '../control-error.js'
import { type Route, route } from '../route.js'
import { idParams } from '../schemas.js'

const ofAccount = z.strictObject({ accountId: z.int().optional() })

export const faultRoutes: readonly Route[] = [
  route('POST /faults', {
    summary: 'Scripts a fault: {"fault":{"name":"floodWait","seconds":30},"aim":{"accountId":1,"nth":2}}.',
    body: z.strictObject({ fault: namedFaultSchema, aim: faultAimSchema.optional() }),
    run: (sim, { body }) => sim.faults.add(body.fault, body.aim),
  }),
  route('GET /faults', {
    summary: 'The script with what fired; allFired is false while one has still to happen.',
    run: ({ faults }) => ({ allFired: faults.script.every(({ satisfied }) => satisfied), faults: faults.script }),
  }),
  route('DELETE /faults/:id', {
    summary: 'Takes a fault back.',
    params: idParams,
    run: (sim, { params }) => {
      const scripted = sim.faults.script.find(({ id }) => id === params.id)
      if (!scripted) throw new ControlError(404, 'NO_SUCH_FAULT', 'GET /faults lists those there are')
      scripted.cancel()
      return scripted
    },
  }),
  route('DELETE /faults', {
    summary: 'Forgets the whole script.',
    run: (sim) => sim.faults.clear(),
  }),
  route('POST /dcs/:id/down', {
    summary: 'A data centre goes away: open connections drop, new ones are refused.',
    params: idParams,
    run: (sim, { params }) => sim.faults.dcDown(params.id),
  }),
  route('POST /dcs/:id/up', {
    summary: 'It returns on the same address, knowing what it knew.',
    params: idParams,
    run: (sim, { params }) => sim.faults.dcUp(params.id),
  }),
  route('POST /connections/drop', {
    summary: 'Drops open connections, of one account or all.',
    body: ofAccount,
    run: (sim, { body }) => sim.faults.dropConnections(body.accountId),
  }),
  route('POST /auth-keys/forget', {
    summary: 'Forgets authorization keys, of one account or all: their next message is answered -404.',
    body: ofAccount,
    run: (sim, { body }) => sim.faults.forgetAuthKeys(body.accountId),
  }),
]
