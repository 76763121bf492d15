import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DemoOptions } from './options.js'
import { runDemoOnce, runDemoOpen, type DemoTerminal } from './run-demo.js'
import { corrupting } from './testing/file-fetch.js'

const bytes = randomBytes(2.5 * 1024 * 1024)
const options: DemoOptions = { onceFile: null, workers: 1, preset: 'unlimited', port: 0, seed: 1 }
let folder: string
let lines: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-run-'))
  await writeFile(join(folder, 'clip.bin'), bytes)
  // A temporary directory of our own: other demos may start and stop on this machine meanwhile.
  vi.stubEnv('TMPDIR', folder)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})
beforeEach(() => {
  lines = []
})

function terminal(parts: Partial<DemoTerminal> = {}): DemoTerminal {
  const say = (line: string) => void lines.push(line)
  return { say, fetch, directory: folder, signal: new AbortController().signal, ...parts }
}

describe('the demo by itself', () => {
  it('ends with what it measured and 0 when every byte arrives as it was sent', async () => {
    expect(await runDemoOnce(options, 'clip.bin', terminal())).toBe(0)
    expect(lines).toContainEqual(expect.stringContaining(createHash('sha256').update(bytes).digest('hex')))
    expect(lines.at(-1)).toMatch(/^demo ok size=2621440 link=\d+ms first-byte=\d+ms speed=\d+\.\dMiB\/s ranges=32$/)
  })

  it('ends with what differed and 1 when one bit of one range arrives changed', async () => {
    const onTheWay = corrupting(fetch, (range) => range === 'bytes=0-0')
    expect(await runDemoOnce(options, 'clip.bin', terminal({ fetch: onTheWay }))).toBe(1)
    expect(lines.at(-1)).toBe('demo failed: bytes=0-0 differs from the file at byte 0')
  })

  it('ends with 1 when it is stopped', async () => {
    expect(await runDemoOnce(options, 'clip.bin', terminal({ signal: AbortSignal.abort() }))).toBe(1)
    expect(lines.at(-1)).toBe('demo failed: stopped before its end')
  })
})

it('opens a page where a person sends a file, and removes all it wrote when stopped', async () => {
  const stop = new AbortController()
  const { page, running } = await open(stop.signal)
  expect(await demoDirectories()).toHaveLength(1)

  const headers = { 'content-type': 'application/octet-stream', 'x-file-name': 'sent.txt' }
  const sent = await fetch(`${page}api/files`, { method: 'POST', body: 'sent by a person', headers })
  const { id } = (await sent.json()) as { id: number }
  const link = await linkAfter(page, id)
  expect(await (await fetch(link)).text()).toBe('sent by a person')

  stop.abort()
  expect(await running).toBe(0)
  expect(await demoDirectories()).toEqual([])
})

async function open(signal: AbortSignal): Promise<{ page: string; running: Promise<number> }> {
  let running = Promise.resolve(1)
  const page = await new Promise<string>((resolve, reject) => {
    const say = (line: string) => {
      const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0]
      if (address !== undefined) resolve(address)
    }
    running = runDemoOpen(options, terminal({ say, signal }))
    running.then(() => reject(new Error('The demo ended before it opened')), reject)
  })
  return { page, running }
}

async function demoDirectories(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('streambot-demo-'))
}

/** As the page does: listen first, then read, and read again at each event. */
async function linkAfter(page: string, id: number): Promise<string> {
  const events = await fetch(`${page}api/events`, { signal: AbortSignal.timeout(20_000) })
  for await (const _event of events.body ?? []) {
    const chat = (await (await fetch(`${page}api/chat`)).json()) as {
      messages: { id: number; mine: boolean; buttons: { url?: string }[][] }[]
    }
    const answer = chat.messages.find((message) => message.id > id && !message.mine)
    const url = answer?.buttons[0]?.[0]?.url
    if (url !== undefined) return url
  }
  throw new Error('The events ended before the bot answered')
}
