import { expect, it } from 'vitest'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { requireLogChannel } from './require-log-channel.js'

it('binds a database to the first log channel it is used with, and to no other', async () => {
  const { settings } = openMemoryStores()
  const deps = { clock: { now: () => 1 }, settings }
  await requireLogChannel(deps, -1001)
  await requireLogChannel(deps, -1001)
  await expect(requireLogChannel(deps, -1002)).rejects.toMatchObject({
    code: 'bad_config',
    message: expect.stringContaining('-1001, but LOG_CHANNEL is -1002') as string,
  })
})
