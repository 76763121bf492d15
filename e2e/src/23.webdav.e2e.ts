/** People's own files in their own programs: real ones, each as people set it up, against the real server. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { isMissing, makeVideo, run, sha256, sha256Of, temporaryFolder } from './20.programs.js'
import { DavOwner, passwordIn, runWith } from './23.dav-owner.js'
import { openLitmusStage } from './23.litmus-stage.js'
import { databaseOf } from './database.js'
import { expectCutOff, standStill } from './readers.js'
import { TestServer } from './test-server.js'

const MIB = 1024 * 1024
const SIZE_BYTES = 9 * MIB + 12_345
const NAME = `Fichier – данные 文件 'n' #1 & 100%.zip`

describe('programs', () => {
  let server: TestServer
  let ada: DavOwner
  let bytes: Buffer
  let folder: string
  beforeAll(async () => {
    server = await TestServer.open({ workers: 2 })
    ada = await DavOwner.new(server, 'Ada')
    const file = await server.linkSynthetic(SIZE_BYTES, { mimeType: 'application/zip', name: NAME })
    bytes = file.bytes
    await ada.send(file.fileId)
    await ada.person.sendFile('film.mp4')
    await ada.person.sendFile('film.mp4')
    folder = await ada.folder()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  describe.skipIf(isMissing('rclone'))('rclone', () => {
    it('lists everything, with sizes, types and times', async () => {
      const found = JSON.parse((await ada.rclone('lsjson', '-R', '-M', ':webdav:')).toString()) as Entry[]
      expect(found.filter(({ IsDir }) => IsDir).map(({ Path }) => `${Path}/`)).toEqual([folder])
      const files = found.filter(({ IsDir }) => !IsDir)
      expect(files.map(({ Name, Size }) => [Name, Size]).sort()).toEqual([
        [NAME, SIZE_BYTES],
        ['film (2).mp4', 1000],
        ['film.mp4', 1000],
      ])
      for (const { ModTime } of files) expect(Math.abs(Date.parse(ModTime) - Date.now())).toBeLessThan(600_000)
    })

    it('reads a file, a piece of it, and copies all of them, byte for byte', async () => {
      const path = `:webdav:${folder}${NAME}`
      expect(sha256(await ada.rclone('cat', path))).toBe(sha256(bytes))
      const piece = await ada.rclone('cat', '--offset', '5000000', '--count', '1000', path)
      expect(Buffer.compare(piece, bytes.subarray(5_000_000, 5_001_000))).toBe(0)
      const target = await temporaryFolder()
      await ada.rclone('copy', '--multi-thread-cutoff', '1M', '--multi-thread-streams', '4', ':webdav:', target)
      expect((await readdir(join(target, folder))).sort()).toEqual([NAME, 'film (2).mp4', 'film.mp4'].sort())
      expect(await sha256Of(join(target, folder, NAME))).toBe(sha256(bytes))
      // Nothing has changed: nothing is copied again.
      const sent = await sentBytes(server)
      await ada.rclone('sync', ':webdav:', target)
      expect(await sentBytes(server)).toBe(sent)
    })

    it('is told that nothing can be written', async () => {
      const source = join(await temporaryFolder(), 'new.mp4')
      await writeFile(source, 'x')
      await expect(ada.rclone('copyto', source, `:webdav:${folder}new.mp4`)).rejects.toThrow(/405|Method Not Allowed/)
      await expect(ada.rclone('deletefile', `:webdav:${folder}film.mp4`)).rejects.toThrow(/405|Method Not Allowed/)
      expect((await ada.list(folder)).length).toBe(3)
    })
  })

  it.skipIf(isMissing('cadaver'))('cadaver goes into a folder, lists and gets', async () => {
    const target = join(await temporaryFolder(), 'got')
    const said = await ada.cadaver('ls', `cd ${folder}`, 'ls', `get "film (2).mp4" ${target}`, 'put /etc/hostname')
    expect(said).toMatch(new RegExp(`Coll: +${folder.slice(0, -1)}`))
    expect(said).toMatch(/film\.mp4 +1000/)
    expect((await readFile(target)).length).toBe(1000)
    expect(said).toMatch(/Uploading .*failed|405/s)
  })

  /**
   * What of litmus a server can pass that is only read: what it says of itself, that it refuses XML that is none, and that its answers to PROPFIND are
   * as they have to be. Everything else first puts, makes or locks something.
   */
  it.skipIf(isMissing('litmus'))('litmus finds nothing wrong with what can be asked', async () => {
    const url = await openLitmusStage(ada.url)
    const said = await runWith('litmus', ['-k', url, ada.user, ada.password], '', { TESTS: 'basic props' })
    const verdict = /\d+\. (\w+)\.+ +(?:WARNING: [^\n]*\n +\.+ )?(pass|FAIL|SKIPPED)/g
    const passed = [...said.matchAll(verdict)].filter(([, , is]) => is === 'pass').map(([, test]) => test)
    const readOnly = ['options', 'propfind_invalid', 'propfind_invalid2', 'propfind_d0', 'propextended', 'propwformed']
    expect(passed).toEqual(expect.arrayContaining(readOnly))
    expect(said).not.toMatch(/WARNING: (?!server does not claim Class 2|MKCOL|DELETE)/)
  })

  describe.skipIf(isMissing('curl'))('curl', () => {
    it('walks through the JSON index, and downloads by the addresses in it', async () => {
      const get = async (url: string, ...args: string[]) =>
        (await run('curl', '-sS', '--fail', '-u', `${ada.user}:${ada.password}`, ...args, url)).stdout
      const root = JSON.parse((await get(`${ada.url}?format=json`)).toString()) as Index
      expect(root.folders.map(({ name }) => `${name}/`)).toEqual([folder])
      const files: Index['files'][number][] = []
      let next: string | null = `${root.folders[0]!.url}?limit=2`
      while (next !== null) {
        const page: Index = JSON.parse((await get(next, '-H', 'Accept: application/json')).toString()) as Index
        files.push(...page.files)
        next = page.next
      }
      expect(files.map(({ name }) => name)).toEqual(['film (2).mp4', 'film.mp4', NAME])
      const big = files[2]!
      expect(sha256(await get(big.url))).toBe(sha256(bytes))
      expect(sha256((await run('curl', '-sS', '--fail', big.link.download)).stdout)).toBe(sha256(bytes))
    })

    it('is told the same of a file by PROPFIND, HEAD and GET, and goes on where it was cut off', async () => {
      const [, , href = ''] = await ada.list(folder)
      const head = await ada.ask('HEAD', href)
      const { body } = await ada.ask('PROPFIND', href, { depth: '0' })
      const property = (name: string) =>
        new RegExp(`<D:${name}>([^<]*)<`).exec(body.toString())?.[1]?.replaceAll('&#34;', '"')
      expect(property('getetag')).toBe(head.headers.get('etag'))
      expect(property('getcontentlength')).toBe(head.headers.get('content-length'))
      expect(property('getcontenttype')).toBe(head.headers.get('content-type'))
      expect(property('getlastmodified')).toBe(head.headers.get('last-modified'))
      const path = join(await temporaryFolder(), 'part')
      const url = new URL(href, ada.url).href
      const login = ['-sS', '--fail', '-u', `${ada.user}:${ada.password}`]
      await run('curl', ...login, '-r', `0-${5 * MIB}`, '-o', path, url)
      await run('curl', ...login, '-C', '-', '-o', path, url)
      expect(await sha256Of(path)).toBe(sha256(bytes))
    })
  })

  describe.skipIf(isMissing('ffmpeg', 'ffprobe'))('a video', () => {
    const SECONDS = 20
    const sendVideo = async () => {
      const path = join(await temporaryFolder(), 'video.mp4')
      await makeVideo(path, SECONDS, false)
      const name = `Video ${++videos}.mp4`
      await ada.send(server.sim.world.putFile(await readFile(path), { mimeType: 'video/mp4', name }).id)
      return { path, url: ada.urlOf(`${folder}${encodeURIComponent(name)}`) }
    }
    let videos = 0

    it('is looked into, and shown from anywhere', async () => {
      const { path, url } = await sendVideo()
      const probe = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0']
      expect(Number((await run('ffprobe', ...probe, url)).stdout)).toBeCloseTo(SECONDS, 0)
      for (const second of ['13.4', '2']) {
        const shown = async (source: string) => {
          const seek = ['-ss', second, '-i', source, '-frames:v', '1', '-an', '-f', 'framemd5', '-']
          return (await run('ffmpeg', '-hide_banner', '-loglevel', 'error', ...seek)).stdout.toString()
        }
        expect(await shown(url)).toBe(await shown(path))
      }
    })

    it.skipIf(isMissing('mpv'))('is played by mpv from the middle', async () => {
      const { url } = await sendVideo()
      const options = ['--no-config', '--vo=null', '--ao=null', '--untimed', '--start=15', '--length=4']
      const { stdout } = await run('mpv', ...options, '--msg-level=all=info', url)
      expect(stdout.toString()).toMatch(/Video --vid=1 .*h264/)
      expect(stdout.toString()).toMatch(/Exiting\.\.\. \(End of file\)/)
    })
  })
})

describe('who may read', () => {
  it('is whoever has a password, until it is revoked: at once, what is being read too', async () => {
    const server = await TestServer.create({ workers: 1 })
    const ada = await DavOwner.new(server, 'Ada')
    const file = await server.linkSynthetic(64 * MIB)
    await ada.send(file.fileId)
    const folder = await ada.folder()
    const [href = ''] = await ada.list(folder)
    const reader = await standStill(new URL(href, ada.url).href, { authorization: ada.authorization })
    const card = await ada.person.say('/webdav')
    expect(card.text).toMatch(/1\. Password 1 · made .* · last used /)
    const left = await ada.person.click(card, 'Revoke 1')
    expect(left.text).toContain('There is no password yet')
    for (const method of ['PROPFIND', 'GET']) {
      expect((await ada.ask(method, href, { depth: '0' })).status).toBe(401)
    }
    await expectCutOff(server, reader, file)
  })

  it('is nobody who is banned, from that moment on, and they again afterwards', async () => {
    const server = await TestServer.create({ workers: 1 })
    const ada = await DavOwner.new(server, 'Ada')
    const file = await server.linkSynthetic(64 * MIB)
    await ada.send(file.fileId)
    const [href = ''] = await ada.list(await ada.folder())
    const reader = await standStill(new URL(href, ada.url).href, { authorization: ada.authorization })
    const userId = Number(ada.user)
    const ban = { userId, reason: null, bannedBy: 1, createdAtMs: Date.now(), untilMs: null }
    await server.operations.banUser('cli', ban)
    expect(await ada.ask('PROPFIND', '', { depth: '1' })).toMatchObject({ status: 403 })
    expect(await ada.ask('GET', href)).toMatchObject({ status: 403, code: 'person_not_allowed' })
    await expectCutOff(server, reader, file)
    await server.operations.unbanUser('cli', userId)
    expect(await ada.ask('HEAD', href)).toMatchObject({ status: 200 })
  })

  it('is the owner alone, whatever address somebody asks for', async () => {
    const server = await TestServer.create({ workers: 1 })
    const [ada, gerda] = [await DavOwner.new(server, 'Ada'), await DavOwner.new(server, 'Gerda')]
    await ada.person.sendFile('ada.mp4')
    await gerda.person.sendFile('gerda.mp4')
    const folder = await ada.folder()
    expect(await ada.list(folder)).toEqual([`/dav/${folder}ada.mp4`])
    expect(await gerda.list(folder)).toEqual([`/dav/${folder}gerda.mp4`])
    const month = folder.slice(0, -1)
    const hostile = [
      `/dav/${month}/gerda.mp4`,
      `/dav/${month}/../${month}/gerda.mp4`,
      `/dav/${month}/..%2f${month}%2fgerda.mp4`,
      `/dav/${month}%2fgerda.mp4`,
      `/dav/${month}/%2e%2e/`,
      `/dav/../dav/${month}/gerda.mp4`,
      `/dav//${month}/gerda.mp4`,
      `/dav/${gerda.user}/`,
      `/dav/${gerda.user}/${month}/gerda.mp4`,
      `/dav/${month}/gerda.mp4%00`,
      `/dav/${month}/ada.mp4/../gerda.mp4`,
      `/dav/${month}\\gerda.mp4`,
      `/dav/%32026-11/gerda.mp4`,
      `/dav/${month}/*`,
      `/dav/.`,
      `/dav/..`,
      `/dav/__proto__/constructor`,
    ]
    for (const target of hostile) {
      for (const method of ['PROPFIND', 'GET']) {
        expect([method, target, await ada.askExactly(method, target)]).toEqual([method, target, 404])
      }
    }
    // A password is of one person.
    const stolen = `Basic ${Buffer.from(`${gerda.user}:${ada.password}`).toString('base64')}`
    expect((await ada.ask('PROPFIND', '', { depth: '1', authorization: stolen })).status).toBe(401)
  })

  it('is told nothing about what has expired or was revoked, and needs no password of a link', async () => {
    const server = await TestServer.create({ workers: 1 })
    const ada = await DavOwner.new(server, 'Ada')
    await ada.person.sendFile('revoked.mp4')
    const links = async () => (await server.operations.userStats(Number(ada.user))).links
    expect(await links()).toBe(1)
    await server.operations.revokeLink('cli', server.lastLinkId)
    await ada.person.sendFile('secret.mp4')
    const passwordHash = await server.operations.hashPassword('sesame')
    const restrictions = { passwordHash, maxDownloads: 1, addresses: ['192.0.2.1'] }
    await server.operations.changeLink('cli', server.lastLinkId, { restrictions })
    const folder = await ada.folder()
    expect(await ada.list(folder)).toEqual([`/dav/${folder}secret.mp4`])
    for (let n = 0; n < 3; n++) expect(await ada.ask('GET', `/dav/${folder}secret.mp4`)).toMatchObject({ status: 200 })
    expect((await ada.ask('GET', `/dav/${folder}revoked.mp4`)).status).toBe(404)
    await server.operations.changeLink('cli', server.lastLinkId, {
      expiresAtMs: Math.floor(Date.now() / 1000) * 1000 - 1000,
    })
    expect(await ada.list(folder)).toEqual([])
  })

  it('is nobody while the database is away, who is told when to come again, and then whoever could before', async () => {
    const server = await TestServer.create({ workers: 0 })
    const ada = await DavOwner.new(server, 'Ada')
    await ada.person.sendFile('film.mp4')
    // Another program keeps it to itself.
    const other = new SqliteDatabase(join(server.directory, 'streambot.db'), { timeout: 5000 })
    onTestFinished(() => void other.close())
    other.exec('BEGIN IMMEDIATE')
    // The first use of a password is written down, which is how the server notices.
    const ask = () => ada.ask('PROPFIND', '', { depth: '1' })
    await expect.poll(async () => (await ask()).status, { timeout: 20_000 }).toBe(503)
    const { headers, code, body } = await ask()
    expect([code, headers.get('retry-after')]).toEqual(['store_unavailable', '5'])
    expect(body.toString()).not.toMatch(/film|2\d\d\d-/)
    other.exec('COMMIT')
    await expect.poll(async () => (await ask()).status, { timeout: 20_000 }).toBe(207)
    expect(await ada.list(await ada.folder())).toHaveLength(1)
  })

  it('is nobody where it is switched off', async () => {
    const server = await TestServer.create({ workers: 0, env: { WEBDAV: 'off' } })
    const answer = await server.ask({ text: '/webdav' })
    expect(answer.text).toBe('WebDAV is switched off here.')
    expect((await fetch(`${server.baseUrl}/dav/`)).status).toBe(404)
  })
})

describe('five thousand files', () => {
  it('are listed whole, each once, under names that stay; and any of them is read', async () => {
    const server = await TestServer.create({ workers: 1 })
    const ada = await DavOwner.new(server, 'Ada')
    await ada.send((await server.linkSynthetic(5000)).fileId)
    const count = 5000
    await multiply(server, count)
    const folder = await ada.folder()
    const hrefs = await ada.list(folder)
    expect(hrefs).toHaveLength(count)
    expect(new Set(hrefs).size).toBe(count)
    expect(await ada.list(folder)).toEqual(hrefs)
    const found = await Promise.all(
      [0, 1, 2500, 4998].map(async (at) => (await ada.ask('GET', hrefs[at]!)).body.length),
    )
    expect(found).toEqual([5000, 5000, 5000, 5000])
    if (!isMissing('rclone')) {
      const listed = (await ada.rclone('lsf', '-R', '--files-only', ':webdav:')).toString().trim().split('\n')
      expect(listed).toHaveLength(count)
    }
  })

  /** As many links in all, of one name and the same month, beside the server. */
  async function multiply(server: TestServer, count: number): Promise<void> {
    await using stores = await databaseOf(server)
    const link = await stores.links.find(server.lastLinkId)
    if (!link) throw new Error('There is no link to multiply')
    const copies = Array.from({ length: count - 1 }, (_, n) => ({
      kind: 'link' as const,
      value: { ...link, id: (n + 1).toString(16).padStart(16, '0'), createdAtMs: link.createdAtMs - 1 - (n >> 2) },
    }))
    for (let at = 0; at < copies.length; at += 1000) await stores.archive.restore(copies.slice(at, at + 1000))
  }
})

describe('an app password', () => {
  it('survives a restart, and ends when it was said to', async () => {
    const server = await TestServer.create({ workers: 0 })
    const ada = await DavOwner.new(server, 'Ada')
    const made = await ada.person.say('/webdav bedroom TV 1s')
    const short = `Basic ${Buffer.from(`${ada.user}:${passwordIn(made.text)}`).toString('base64')}`
    await server.restart()
    expect((await ada.ask('PROPFIND', '', { depth: '0' })).status).toBe(207)
    await expect
      .poll(async () => (await ada.ask('PROPFIND', '', { depth: '0', authorization: short })).status)
      .toBe(401)
    expect((await ada.person.say('/webdav')).text).toMatch(/bedroom TV · made .* ended /)
  })
})

interface Entry {
  readonly Path: string
  readonly Name: string
  readonly Size: number
  readonly ModTime: string
  readonly IsDir: boolean
}

interface Index {
  readonly folders: readonly { readonly name: string; readonly url: string }[]
  readonly files: readonly {
    readonly name: string
    readonly url: string
    readonly link: { readonly download: string }
  }[]
  readonly next: string | null
}

/** Of files, so far. */
async function sentBytes({ baseUrl }: TestServer): Promise<number> {
  const text = await (await fetch(`${baseUrl}/metrics`)).text()
  return Number(/^streambot_sent_bytes_total (\d+)$/m.exec(text)?.[1])
}
