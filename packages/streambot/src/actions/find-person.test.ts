import { describe, expect, it } from 'vitest'
import { openMemoryStores } from '../stores/memory/open-memory-stores.js'
import { findPerson } from './find-person.js'

async function setUp() {
  const { users } = openMemoryStores()
  await users.seen({ id: 7, firstName: 'Ada', username: 'Ada_L', languageCode: null }, 1)
  return { users }
}

describe('somebody', () => {
  it.each(['7', ' 7 ', '@ada_l', 'ADA_L', 'https://t.me/Ada_L', 't.me/ada_l'])('is found as %s', async (text) => {
    expect(await findPerson(await setUp(), text)).toMatchObject({ id: 7, firstName: 'Ada' })
  })

  it.each(['8', '@grace', '', '-7', '7.0', '@', '@ada l', 'https://t.me/+invite'])(
    'is not found as %s',
    async (text) => {
      expect(await findPerson(await setUp(), text)).toBeNull()
    },
  )
})
