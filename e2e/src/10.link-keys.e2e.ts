/** Keys are rotated and retired by an operator while the server runs, without a link that nobody meant. */
import { expect, it } from 'vitest'
import { streambot } from './command-line.js'
import { read, verdict } from './readers.js'
import { linkAt, TestServer } from './test-server.js'

/** A server asks for keys it does not know, but not more often. */
const ASKS_AGAIN_AFTER_MS = 5000

async function serverWithClock(): Promise<{ server: TestServer; hearOfKeys: () => Promise<void> }> {
  let nowMs = Date.now()
  const server = await TestServer.create({ workers: 1, start: { clock: { now: () => nowMs } } })
  const hearOfKeys = async () => {
    nowMs += ASKS_AGAIN_AFTER_MS
    const ofUnknownKey = Buffer.alloc(39, 0xff).toString('base64url')
    expect(await verdict(`${server.baseUrl}/dl/${ofUnknownKey}`)).toBe('404 link_not_found')
  }
  return { server, hearOfKeys }
}

/** The first byte of a token. */
function keyIdOf(link: string): number | undefined {
  return Buffer.from(/\/dl\/([\w-]{52})/.exec(link)?.[1] ?? '', 'base64url')[0]
}

it('links go on when the key that signed them is rotated, and new ones are signed by the new key', async () => {
  const { server, hearOfKeys } = await serverWithClock()
  const before = await server.linkSynthetic(10_000)
  const rotated = await streambot(['keys', 'rotate'], server.env)
  expect(rotated).toMatchObject({ exitCode: 0, told: '' })
  expect(rotated.printed).toMatch(/^Key 1 signs new links from now on\./)
  await hearOfKeys()
  const after = await server.linkSynthetic(20_000)
  expect([keyIdOf(before.download), keyIdOf(after.download)]).toEqual([0, 1])
  for (const file of [before, after]) expect((await read(file.download)).body.equals(file.bytes)).toBe(true)
  await server.restart()
  for (const file of [before, after]) expect(await verdict(linkAt(server, file.download))).toBe('200')
})

it('links end when the key that signed them is retired, and those of other keys go on', async () => {
  const { server, hearOfKeys } = await serverWithClock()
  const old = await server.linkSynthetic(10_000)
  await streambot(['keys', 'rotate'], server.env)
  await hearOfKeys()
  const young = await server.linkSynthetic(20_000)
  const retired = await streambot(['keys', 'retire', '0'], server.env)
  expect(retired).toMatchObject({ exitCode: 0, told: '' })
  expect(retired.printed).toMatch(/^Key 0 is retired\. Links that it signed end/)
  await hearOfKeys()
  expect(await verdict(old.download)).toBe('404 link_not_found')
  expect((await read(young.download)).body.equals(young.bytes)).toBe(true)
  await server.restart()
  expect(await verdict(linkAt(server, old.download))).toBe('404 link_not_found')
  expect(await verdict(linkAt(server, young.download))).toBe('200')
})
