import { z } from 'zod'
import type { SettingAnswer, SettingView } from '../../../actions/live-settings.js'
import { ApiError } from '../api-error.js'
import { endpoint } from '../endpoint.js'
import { moment, named, toMoment } from '../shapes.js'

const MAX_VALUE = 16_000

const setting = named(
  'Setting',
  z.object({
    name: z.string(),
    value: z.string().describe('As somebody may type it'),
    defaultValue: z.string().describe('What is configured'),
    takes: z.object({ kind: z.string() }).loose().describe('What it may be'),
    changed: z
      .object({ userId: z.int().nullable().describe('null: a program'), at: moment })
      .nullable()
      .describe('null: as configured'),
  }),
)

function toSetting({ name, value, defaultValue, takes, changed }: SettingView): z.input<typeof setting> {
  return {
    ...{ name, value, defaultValue },
    takes: { ...takes },
    changed: changed && { userId: changed.userId, at: toMoment(changed.atMs) },
  }
}

const params = z.strictObject({ name: z.string().regex(/^[A-Za-z_]{1,64}$/, 'must be the name of a setting') })

export const settingEndpoints = [
  endpoint({
    method: 'GET',
    path: '/settings',
    scope: 'settings',
    summary: 'What can be changed while the server runs',
    answers: { 200: named('Settings', z.object({ items: z.array(setting) })) },
    handle: ({ actions }) => ({ status: 200, body: { items: actions.settings.list().map(toSetting) } }),
  }),
  endpoint({
    method: 'PUT',
    path: '/settings/{name}',
    scope: 'settings',
    summary: 'Change a setting: here at once, on other instances within seconds',
    params,
    body: z.strictObject({
      value: z.union([z.string().max(MAX_VALUE), z.number(), z.boolean()]).describe('As in the configuration'),
    }),
    answers: { 200: setting },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params: { name }, body: { value } }) => {
      return { status: 200, body: answerOf(await actions.settings.set(actor, name, String(value))) }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/settings/{name}',
    scope: 'settings',
    summary: 'As configured again',
    params,
    answers: { 200: setting },
    refusals: ['no_such_record'],
    handle: async ({ actions, actor, params: { name } }) => {
      return { status: 200, body: answerOf(await actions.settings.reset(actor, name)) }
    },
  }),
]

function answerOf(answer: SettingAnswer): z.input<typeof setting> {
  if (answer.ok) return toSetting(answer.setting)
  if (answer.reason === 'unknown_setting') throw new ApiError('no_such_record', `There is no setting ${answer.name}.`)
  throw new ApiError('invalid_input', `body.value: ${answer.explanation}`)
}
