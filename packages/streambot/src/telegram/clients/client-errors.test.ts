import { beforeEach, expect, it } from 'vitest'
import { ClientErrors } from './client-errors.js'
import { ManualTime } from './manual-time.fixture.js'

let time: ManualTime
let errors: ClientErrors
let told: string[]
let mentioned: string[]

beforeEach(() => {
  time = new ManualTime()
  told = []
  mentioned = []
  errors = new ClientErrors(time, {
    tell: (client, error, similar) => told.push(`${client}: ${error.message} +${similar}`),
    mention: (client, error) => mentioned.push(`${client}: ${error.message}`),
  })
})

it('tells the same error of the same client once a minute, with how many were kept quiet', async () => {
  for (let count = 0; count < 5; count++) errors.note('a', new Error('odd'))
  errors.note('b', new Error('odd'))
  errors.note('a', new Error('odder'))
  await time.advance(60_000)
  errors.note('a', new Error('odd'))
  expect(told).toEqual(['a: odd +0', 'b: odd +0', 'a: odder +0', 'a: odd +4'])
})

it('only mentions each failed attempt to connect', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  for (let count = 0; count < 2; count++) errors.note('a', refused)
  errors.note('a', new Error('The connection timed out'))
  expect(told).toEqual([])
  expect(mentioned).toHaveLength(3)
})
