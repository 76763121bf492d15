/** What is in the log channel of the files that people send: each once, and anew when somebody deleted it. */
import { expect, it } from 'vitest'
import { read, verdict } from './readers.js'
import { TestServer } from './test-server.js'

it('a file that is sent again is not copied again, whoever sends it, and each link is one of its own', async () => {
  const server = await TestServer.create({ workers: 1 })
  const grace = server.sim.world.createUser({ firstName: 'Grace' })
  const first = await server.linkSynthetic(100_000, { name: 'film.mkv', mimeType: 'video/x-matroska' })
  const links = [first, await server.linkAgain(first.fileId), await server.linkAgain(first.fileId, grace)]
  expect(server.copies.map(({ media }) => media?.fileId)).toEqual([first.fileId])
  expect(new Set(links.map(({ download }) => download)).size).toBe(3)
  for (const link of links) expect((await read(link.download)).body.equals(first.bytes)).toBe(true)
})

it('a file whose copy was deleted is copied anew when it is sent again', async () => {
  const server = await TestServer.create({ workers: 1 })
  const first = await server.linkSynthetic(100_000, { mimeType: 'video/x-matroska' })
  server.deleteCopies()
  await expect.poll(() => server.log).toContain('was deleted from the log channel')
  const again = await server.linkAgain(first.fileId)
  expect(server.copies.map(({ media }) => media?.fileId)).toEqual([first.fileId])
  expect((await read(again.download)).body.equals(first.bytes)).toBe(true)
  expect(await verdict(first.download)).toBe('404 link_not_found')
})

it('a file whose copy was deleted while the server was down is copied anew when it is sent again', async () => {
  const server = await TestServer.create({ workers: 1 })
  const first = await server.linkSynthetic(100_000, { mimeType: 'video/x-matroska' })
  await server.stop()
  server.deleteCopies()
  await server.start()
  const again = await server.linkAgain(first.fileId)
  expect(server.copies.map(({ media }) => media?.fileId)).toEqual([first.fileId])
  expect((await read(again.download)).body.equals(first.bytes)).toBe(true)
})
