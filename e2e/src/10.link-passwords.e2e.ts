/** A link with a password: asked for by a page in browsers and by HTTP Basic elsewhere, and not to be guessed. */
import { createHook } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { restrict, setPassword } from './link-owner.js'
import { answerOf, basic, from, read, verdict, type Answer } from './readers.js'
import { TestServer } from './test-server.js'

const MIB = 1024 * 1024
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const TEN_MINUTES_MS = 600_000

/** The form of the page, as a browser sends it. */
async function submit(url: string, password: string): Promise<Answer> {
  const body = new URLSearchParams({ password })
  return answerOf(await fetch(url, { method: 'POST', headers: BROWSER, body, redirect: 'manual' }))
}

/** Of the cookies in an answer those that a browser sends to this address. */
function cookieFor(url: string, { headers }: Answer): Record<string, string> {
  const { pathname } = new URL(url)
  const meant = headers.getSetCookie().filter((cookie) => {
    const path = /; Path=([^;]+)/.exec(cookie)?.[1] ?? ''
    return pathname === path || pathname.startsWith(`${path}/`)
  })
  return { cookie: meant.map((cookie) => cookie.split(';', 1)[0]).join('; ') }
}

/** How many passwords are computed in this process while `work` runs. */
async function countScrypts(work: () => Promise<void>): Promise<number> {
  let count = 0
  const hook = createHook({ init: (_id, type) => void (count += Number(type === 'SCRYPTREQUEST')) }).enable()
  try {
    await work()
  } finally {
    hook.disable()
  }
  return count
}

describe('in a browser, a link with a password', () => {
  it('is a page that asks for it, and then a file, whole and in ranges, to download and to watch', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(2 * MIB + 5, { name: 'film.mkv', mimeType: 'video/x-matroska' })
    await setPassword(server, 'open sesame')

    const page = await read(file.download, BROWSER)
    expect([page.status, page.headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8'])
    expect(page.body.toString()).toMatch(/<form method="post">.*name="password"/s)

    const wrong = await submit(file.download, 'open barley')
    expect([wrong.status, wrong.headers.getSetCookie()]).toEqual([401, []])
    expect(wrong.body.toString()).toContain('This is not the password of this link.')

    const right = await submit(file.download, 'open sesame')
    expect(right.status).toBe(303)
    const back = new URL(right.headers.get('location') ?? '', file.download).href
    expect(back).toBe(file.download)
    for (const cookie of right.headers.getSetCookie()) expect(cookie).toMatch(/; HttpOnly; SameSite=Lax$/)

    for (const url of [file.download, file.stream]) {
      const cookie = cookieFor(url, right)
      const whole = await read(url, { ...BROWSER, ...cookie })
      expect([whole.status, whole.headers.get('cache-control')]).toEqual([200, 'private, no-store, no-transform'])
      expect(whole.body.equals(file.bytes)).toBe(true)
      const part = await read(url, { ...cookie, range: 'bytes=1000-1999999' })
      expect(part.status).toBe(206)
      expect(part.body.equals(file.bytes.subarray(1000, 2_000_000))).toBe(true)
    }
  })

  it('takes no cookie but its own', async () => {
    const server = await TestServer.create({ workers: 1 })
    const other = await server.linkSynthetic(1000)
    await setPassword(server, 'the same')
    const file = await server.linkSynthetic(2000)
    await setPassword(server, 'the same')
    const own = cookieFor(file.download, await submit(file.download, 'the same'))['cookie'] ?? ''
    const ofOther = cookieFor(other.download, await submit(other.download, 'the same'))['cookie'] ?? ''
    expect(await verdict(file.download, { cookie: own })).toBe('200')
    const swapped = own.endsWith('A') ? 'Q' : 'A'
    const forged = [ofOther, own.slice(0, -1) + swapped, own.slice(0, -1), 'unlocked=', 'unlocked=true', 'unlocked=%00']
    for (const cookie of forged) {
      expect([cookie, await verdict(file.download, { cookie })]).toEqual([cookie, '401 password_required'])
    }
  })

  it('asks anew once the password is another one, and nobody once there is none', async () => {
    const server = await TestServer.create({ workers: 1 })
    const file = await server.linkSynthetic(1000)
    await setPassword(server, 'first')
    const cookie = cookieFor(file.download, await submit(file.download, 'first'))
    await setPassword(server, 'second')
    expect(await verdict(file.download, cookie)).toBe('401 password_required')
    expect((await submit(file.download, 'first')).status).toBe(401)
    const renewed = cookieFor(file.download, await submit(file.download, 'second'))
    expect((await read(file.download, renewed)).body.equals(file.bytes)).toBe(true)
    await restrict(server, {})
    expect(await verdict(file.download)).toBe('200')
  })
})

describe('for a program, a link with a password', () => {
  it('is a file with HTTP Basic, and sixteen ranges at once cost one computation', async () => {
    const server = await TestServer.create({ workers: 2 })
    const file = await server.linkSynthetic(8 * MIB + 3)
    await setPassword(server, 'Grüße')
    const asked = await read(file.download)
    expect([asked.status, asked.code]).toEqual([401, 'password_required'])
    expect(asked.headers.get('www-authenticate')).toMatch(/^Basic realm=.*charset="UTF-8"/)

    const step = Math.ceil(file.bytes.length / 16)
    const ranges = Array.from({ length: 16 }, (_, i) => ({ range: `bytes=${i * step}-${(i + 1) * step - 1}` }))
    const download = async () => {
      const parts = await Promise.all(ranges.map((range) => read(file.download, { ...basic('Grüße'), ...range })))
      expect(new Set(parts.map(({ status }) => status))).toEqual(new Set([206]))
      expect(Buffer.concat(parts.map(({ body }) => body)).equals(file.bytes)).toBe(true)
    }
    expect(await countScrypts(download)).toBe(1)
    // Whatever the user is called, and whenever the next range is asked for.
    expect(await countScrypts(async () => void (await read(file.stream, basic('Grüße', 'ada'))))).toBe(0)
    expect(await countScrypts(async () => void (await read(file.stream, basic('Grusse'))))).toBe(1)
  })

  it('can be tried ten times by one visitor: then it is 429, also for the right one, until the time is over', async () => {
    let nowMs = Date.now()
    const env = { TRUST_PROXY: 'loopback' }
    const server = await TestServer.create({ workers: 1, env, start: { clock: { now: () => nowMs } } })
    const file = await server.linkSynthetic(1000)
    await setPassword(server, 'right')
    const guesses = Array.from({ length: 15 }, (_, i) => verdict(file.download, basic(`guess ${i}`)))
    const answers = (await Promise.all(guesses)).sort()
    expect(answers).toEqual([
      ...Array<string>(10).fill('401 password_wrong'),
      ...Array<string>(5).fill('429 too_many_attempts'),
    ])

    const refused = await read(file.download, basic('right'))
    expect([refused.code, refused.headers.get('retry-after')]).toEqual(['too_many_attempts', '600'])
    const elsewhere = { ...from('203.0.113.9'), ...basic('right') }
    expect(await verdict(file.download, elsewhere)).toBe('200')
    nowMs += TEN_MINUTES_MS
    expect((await read(file.download, basic('right'))).body.equals(file.bytes)).toBe(true)
  })
})
