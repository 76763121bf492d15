/** People with files, and readers of them who come and go, so that a dashboard has something to show. */
import { setTimeout as pause } from 'node:timers/promises'
import type { TestServer } from './test-server.js'

const MIB = 1024 * 1024

const PEOPLE = [
  { firstName: 'Marta', lastName: 'Lindqvist', files: ['Midsummer 2026.mkv', 'Archipelago by kayak.mp4'] },
  { firstName: 'Kenji', lastName: 'Mori', files: ['Kyoto in autumn.mp4', 'Piano recital.flac'] },
  { firstName: 'Amélie', lastName: 'Roux', files: ['Thesis, final version.pdf', 'Interview with Grandmother.wav'] },
  { firstName: 'Jonas', lastName: 'Weber', files: ['Urlaub am Meer.mp4', 'Photos of the wedding.zip'] },
  { firstName: 'Priya', lastName: 'Nair', files: ['Raspberry Pi backup.img.xz'] },
]

/** @returns addresses of what they sent */
export async function sendFilesOfPeople(server: TestServer): Promise<string[]> {
  const { world } = server.sim
  const links: string[] = []
  for (const { files, ...names } of PEOPLE) {
    const person = world.createUser({ ...names, languageCode: 'en' })
    for (const name of files) {
      const { id } = world.putSyntheticFile((40 + 9 * name.length) * MIB, name, { name, mimeType: 'video/mp4' })
      links.push((await server.linkAgain(id, person)).download)
    }
  }
  return links
}

/** Two read the first film together, the others come later and later. Ends with the signal. */
export async function readNowAndThen(links: readonly string[], signal: AbortSignal): Promise<void> {
  const readers = [links[0] ?? '', ...links].map(async (link, at) => {
    for (let round = 0; !signal.aborted; round++) {
      await pause(((at * 7 + round * 11) % 40) * 700, undefined, { signal })
      await readAtEase(link, (0.4 + (at % 4) * 0.5) * MIB, (12 + at * 5) * MIB, signal)
    }
  })
  // Being told to stop is how it ends.
  await Promise.allSettled(readers)
}

/** As a player does: no faster than it shows, and no more than it likes. */
async function readAtEase(link: string, bytesPerSecond: number, bytes: number, signal: AbortSignal): Promise<void> {
  const { body } = await fetch(link, { signal, headers: { range: `bytes=0-${bytes - 1}` } })
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>)
    await pause((1000 * chunk.length) / bytesPerSecond, undefined, { signal })
}
