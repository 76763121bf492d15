import { Writable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { createLoggers } from '../logger.js'
import { MemoryBotLeaseStore } from '../stores/memory/memory-bot-lease-store.js'
import { TelegramInbox } from '../telegram/people/telegram-inbox.js'
import { BotDuty } from './bot-duty.js'

const BOT = 7_000_000_001

async function waiting() {
  const leases = new MemoryBotLeaseStore()
  const other = await leases.take(BOT, 'other', null)
  if (!other) throw new Error('The lease is not free')
  const log: string[] = []
  const destination = new Writable({ write: (line, _, done) => (log.push(String(line)), done()) })
  const loggers = createLoggers({ level: 'info', format: 'json', secrets: [], destination })
  const inbox = new TelegramInbox()
  const randomness = { bytes: (length: number) => new Uint8Array(length) }
  const duty = await BotDuty.begin({ leases, botId: BOT, inbox, randomness, loggers })
  onTestFinished(() => duty[Symbol.asyncDispose]())
  return { leases, duty, inbox, log, leave: () => leases.giveBack(other) }
}

it('whoever takes over answers people, whatever is wrong with what others were about to answer', async () => {
  const { duty, inbox, log, leave } = await waiting()
  duty.beforeTaking = () => Promise.reject(new StreamBotError('bad_config', 'a record that is none'))
  const taken = new Promise<void>((resolve) => (duty.onTaken = resolve))
  await leave()
  await taken
  expect(inbox.isOpen).toBe(true)
  expect(log.join('')).toContain('a record that is none')
})

it('one that is stopped while it takes over asks for no updates, and gives the lease back', async () => {
  const { duty, inbox, leave, leases } = await waiting()
  let goOn = () => {}
  const begun = new Promise<void>((resolve) => {
    duty.beforeTaking = () => {
      resolve()
      return new Promise((ready) => (goOn = ready))
    }
  })
  const rebuilt: string[] = []
  duty.onInbox = () => rebuilt.push('inbox')
  await leave()
  await begun
  const stopped = duty[Symbol.asyncDispose]()
  goOn()
  await stopped
  expect([inbox.isOpen, rebuilt]).toEqual([false, []])
  expect((await leases.find(BOT))?.holder).toBeNull()
})
