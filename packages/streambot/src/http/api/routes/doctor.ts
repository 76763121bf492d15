import { z } from 'zod'
import type { ToldFinding } from '../../../actions/setup-findings.js'
import { endpoint } from '../endpoint.js'
import { named } from '../shapes.js'

const found = named(
  'Finding',
  z.object({
    id: z.string().describe('Which one: docs/setup-check.md lists them'),
    level: z.enum(['ok', 'warning', 'error']),
    subject: z.string().describe('What it is about'),
    text: z.string().describe('What was found, in English'),
    fix: z.string().nullable().describe('What helps; null: nothing has to be done'),
    section: z.string().nullable().describe('Where it is explained at length; null: nothing has to be done'),
    about: z.record(z.string(), z.unknown()).describe('What the text is made of; differs with `id`'),
  }),
)
const doctor = named(
  'Doctor',
  z.object({ ok: z.boolean().describe('Nothing keeps the service from working'), findings: z.array(found) }),
)

function toFound({ about, ...it }: ToldFinding): z.input<typeof found> {
  return { ...it, about: { ...about } }
}

export const doctorEndpoints = [
  endpoint({
    method: 'GET',
    path: '/doctor',
    scope: 'stats',
    summary: 'What is wrong in the set-up, with its fix, the worst first',
    description:
      'Asks Telegram, the database, the machine and BASE_URL, as seen from the instance that answers: it takes some seconds, ten at most. Asked again ' +
      'meanwhile, it is the same look.',
    answers: { 200: doctor },
    handle: async ({ actions, signal }) => {
      const findings = await actions.doctor(signal)
      const ok = findings.every(({ level }) => level !== 'error')
      return { status: 200, body: { ok, findings: findings.map(toFound) } }
    },
  }),
]
