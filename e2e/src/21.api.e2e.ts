/** What programs do through the API of the real server. Every answer is held against the server's own document. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { channelPeer, userPeer } from '@streambot/telegram-sim'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ALL_SCOPES, Program } from './21.program.js'
import { basic, expectCutOff, from, read, standStill, verdict } from './readers.js'
import { linkAt, TestServer } from './test-server.js'

const MIB = 1024 * 1024
/** More than the sockets between a server and somebody who stands still can hold. */
const LARGE = 24 * MIB
const LOGS_TOKEN = 'a-token-from-before-the-api'

/** With Ada as its admin, and a program that may do everything. */
async function setUp(env: Readonly<Record<string, string>> = {}) {
  const server = await TestServer.create({ workers: 1 })
  await server.restart({ ADMINS: String(server.ada.id), ...env })
  return { server, program: await Program.create(server) }
}

/** A channel that the bot may read, with a file in it. */
function channelWithFile(
  server: TestServer,
  options: { username?: string; noForwards?: boolean; isBotIn?: boolean } = {},
) {
  const { world } = server.sim
  const author = world.createUser({ firstName: 'Author' })
  const { isBotIn = true, ...about } = options
  const channel = world.createChannel({ title: 'Films', creatorId: author.id, ...about })
  if (isBotIn) world.promote(channel.id, server.bot.id, ['postMessages'])
  const file = world.putSyntheticFile(MIB + 5, 'film', { name: 'film.mp4', mimeType: 'video/mp4' })
  const { id } = world.sendAs(author.id, channelPeer(channel.id), { media: file.id, text: 'A film' })
  const words = world.sendAs(author.id, channelPeer(channel.id), { text: 'News' })
  return {
    channel,
    file,
    author,
    post: `https://t.me/c/${channel.id}/${id}`,
    wordsPost: `https://t.me/c/${channel.id}/${words.id}`,
    messageId: id,
  }
}

const textOf = (value: unknown) => String(value)

describe('a link', () => {
  it('is made of a post in a channel that the bot is in, once for one key, and serves the very bytes', async () => {
    const { server, program } = await setUp()
    const { post, file } = channelWithFile(server)
    const headers = { 'idempotency-key': 'film-1' }
    const made = await program.ask('POST', '/links', { body: { post }, headers })
    expect(made).toMatchObject({ status: 201, body: { ownerId: server.ada.id, file: { name: 'film.mp4' } } })
    const bytes = Buffer.from(await file.content.read(0, MIB + 5))
    expect((await read(textOf(made.body['downloadUrl']))).body.equals(bytes)).toBe(true)
    const again = await program.ask('POST', '/links', { body: { post }, headers })
    expect(again).toMatchObject({ status: 200, body: { id: made.body['id'] } })
    expect((await program.ask('POST', '/links', { body: { post } })).body['id']).not.toBe(made.body['id'])
    expect(server.copies).toHaveLength(1)
    const other = channelWithFile(server)
    server.sim.world.sendAs(other.author.id, channelPeer(other.channel.id), { text: 'x' })
    const different = server.sim.world.putSyntheticFile(5, 'other', { mimeType: 'video/mp4' })
    const { id } = server.sim.world.sendAs(other.author.id, channelPeer(other.channel.id), { media: different.id })
    const clash = await program.ask('POST', '/links', {
      body: { post: `https://t.me/c/${other.channel.id}/${id}` },
      headers,
    })
    expect(clash).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })

  it('is made of a post in a public channel by its name', async () => {
    const { server, program } = await setUp()
    const { messageId } = channelWithFile(server, { username: 'films_channel' })
    const made = await program.ask('POST', '/links', { body: { post: `https://t.me/films_channel/${messageId}` } })
    expect(made.status).toBe(201)
    expect((await read(textOf(made.body['downloadUrl']))).body).toHaveLength(MIB + 5)
  })

  it('is made of a message that is in the log channel already, without another copy', async () => {
    const { server, program } = await setUp()
    const { world } = server.sim
    const file = world.putSyntheticFile(1000, 'by hand', { name: 'by hand.mp4', mimeType: 'video/mp4' })
    const { creatorId, id } = server.logChannel
    const message = world.sendAs(creatorId, channelPeer(id), { media: file.id })
    const made = await program.ask('POST', '/links', { body: { logMessageId: message.id, ownerId: 4711 } })
    expect(made).toMatchObject({ status: 201, body: { ownerId: 4711, logMessageId: message.id } })
    expect((await read(textOf(made.body['streamUrl']))).body).toHaveLength(1000)
    expect(server.copies).toHaveLength(1)
  })

  it('is not made of what the bot cannot see or copy, of words, of nothing, or for whoever is banned', async () => {
    const { server, program } = await setUp()
    const make = async (body: object) => {
      const { status, body: refusal } = await program.ask('POST', '/links', { body })
      return `${status} ${textOf(refusal['code'])}`
    }
    const seen = channelWithFile(server)
    expect(await make({ post: channelWithFile(server, { isBotIn: false }).post })).toBe('422 post_unusable')
    expect(await make({ post: channelWithFile(server, { noForwards: true }).post })).toBe('422 post_unusable')
    expect(await make({ post: seen.wordsPost })).toBe('422 post_unusable')
    expect(await make({ post: `https://t.me/c/${seen.channel.id}/4000` })).toBe('422 post_unusable')
    expect(await make({ post: 'https://t.me/nobody_at_all/5' })).toBe('422 post_unusable')
    expect(await make({ post: `https://t.me/${server.bot.username}/5` })).toBe('422 post_unusable')
    expect(await make({ logMessageId: 4000 })).toBe('422 post_unusable')
    expect(await make({ post: 'https://example.org/5' })).toBe('400 invalid_input')
    await program.ask('PUT', '/bans/4711', { body: {} })
    expect(await make({ post: seen.post, ownerId: 4711 })).toBe('409 conflict')
    await program.ask('PUT', '/settings/DENIED_TYPES', { body: { value: 'video/*' } })
    expect(await make({ post: seen.post })).toBe('422 file_refused')
    expect(server.copies).toHaveLength(0)
  })

  it('asks for what a program says from its beginning, and for what it is changed to', async () => {
    const { server, program } = await setUp()
    const { post } = channelWithFile(server)
    const rules = { password: 'please', addresses: ['127.0.0.0/8'], expiresAt: '2099-01-01T00:00:00Z' }
    const made = await program.ask('POST', '/links', { body: { post, ...rules } })
    expect(made.body).toMatchObject({
      hasPassword: true,
      addresses: ['127.0.0.0/8'],
      expiresAt: '2099-01-01T00:00:00.000Z',
    })
    const url = textOf(made.body['downloadUrl'])
    expect(await verdict(url)).toBe('401 password_required')
    expect(await verdict(url, basic('please'))).toBe('200')
    const path = `/links/${textOf(made.body['id'])}`
    await program.ask('PATCH', path, { body: { password: null } })
    expect(await verdict(url)).toBe('200')
    await program.ask('PATCH', path, { body: { addresses: ['192.0.2.1'] } })
    expect(await verdict(url)).toBe('403 address_not_allowed')
    const page = await program.ask('GET', `/links?owner=${server.ada.id}&limit=1`)
    expect(page.body).toMatchObject({ items: [{ id: made.body['id'] }], next: null })
    expect((await program.ask('DELETE', path)).status).toBe(204)
    expect(await verdict(url)).toBe('404 link_not_found')
    expect((await program.ask('GET', path)).body['revokedAt']).not.toBeNull()
  })

  it('of several is one page and one archive, until it is revoked', async () => {
    const { server, program } = await setUp()
    await server.linkSynthetic(1000)
    await server.linkSynthetic(2000)
    const { body } = await program.ask('GET', '/links')
    const linkIds = (body['items'] as { id: string }[]).map(({ id }) => id)
    const headers = { 'idempotency-key': 'both' }
    const made = await program.ask('POST', '/batches', { body: { linkIds, title: 'Both' }, headers })
    expect(made).toMatchObject({ status: 201, body: { linkIds, title: 'Both' } })
    expect((await program.ask('POST', '/batches', { body: { linkIds, title: 'Both' }, headers })).status).toBe(200)
    expect((await program.ask('POST', '/batches', { body: { linkIds }, headers })).status).toBe(409)
    expect(await verdict(textOf(made.body['pageUrl']))).toBe('200')
    expect((await read(textOf(made.body['tarUrl']))).body.length).toBeGreaterThan(3000)
    const path = `/batches/${textOf(made.body['id'])}`
    expect((await program.ask('GET', path)).body).toMatchObject({ pageUrl: made.body['pageUrl'] })
    expect((await program.ask('DELETE', path)).status).toBe(204)
    expect(await verdict(textOf(made.body['pageUrl']))).toMatch(/^404/)
  })
})

describe('a download that is running', () => {
  it('is seen and cut off, as curl sees it too', async () => {
    const { server, program } = await setUp()
    const file = await server.linkSynthetic(LARGE)
    const reader = await standStill(file.download)
    const { body } = await program.ask('GET', '/streams')
    const [stream] = body['items'] as { id: string; sizeBytes: number }[]
    expect(stream).toMatchObject({ sizeBytes: LARGE, ownerId: server.ada.id })
    expect((await program.ask('DELETE', `/streams/${stream?.id ?? ''}`)).status).toBe(204)
    await expectCutOff(server, reader, file)
    expect((await program.ask('DELETE', `/streams/${stream?.id ?? ''}`)).status).toBe(404)

    const curl = execFile('curl', ['-sS', '--limit-rate', '100k', '-o', join(server.directory, 'got'), file.download])
    const ended = new Promise<number | null>((resolve) => curl.once('close', resolve))
    await expect.poll(() => server.streams.size).toBe(1)
    const [running] = server.streams.list()
    expect((await program.ask('DELETE', `/streams/${running?.id ?? ''}`)).status).toBe(204)
    // 18: fewer bytes than were promised.
    expect(await ended).toBe(18)
  })
})

describe('people', () => {
  it('are found, authorised and banned: what a ban is, their links tell', async () => {
    const { server, program } = await setUp()
    const eve = server.sim.world.createUser({ firstName: 'Eve', username: 'eve_of_all' })
    const { fileId } = await server.linkSynthetic(1000)
    const { download } = await server.linkAgain(fileId, eve)
    expect((await program.ask('GET', '/users?q=eve_of')).body).toMatchObject({
      items: [{ id: eve.id, isBanned: false }],
    })
    const limits = { isAuthorized: true, linksPerDay: 7 }
    expect((await program.ask('PATCH', `/users/${eve.id}`, { body: limits })).body).toMatchObject(limits)
    expect((await program.ask('PUT', `/bans/${eve.id}`, { body: { reason: 'spam' } })).status).toBe(200)
    expect(await verdict(download)).toBe('403 link_banned')
    expect((await program.ask('GET', '/bans')).body).toMatchObject({ items: [{ userId: eve.id, reason: 'spam' }] })
    expect((await program.ask('GET', `/users/${eve.id}`)).body).toMatchObject({
      ban: { reason: 'spam' },
      stats: { links: 1 },
    })
    expect((await program.ask('DELETE', `/bans/${eve.id}`)).status).toBe(204)
    expect(await verdict(download)).toBe('200')
  })

  it('all get a message, once however often a program asks: a text, or a post with its file', async () => {
    const { server, program } = await setUp()
    const { world } = server.sim
    const eve = world.createUser({ firstName: 'Eve' })
    const chat = userPeer(server.bot.id)
    await server.ask({ text: '/start' })
    await server.ask({ text: '/start' }, eve)
    const got = () => world.readChat(eve.id, chat).map(({ text }) => text)
    const ended = async (id: unknown) => {
      const state = async () => (await program.ask('GET', `/broadcasts/${textOf(id)}`)).body['state']
      await expect.poll(state, { timeout: 15_000 }).toBe('done')
    }
    const headers = { 'idempotency-key': 'hello' }
    const text = 'Hello <b>all</b> & everybody'
    const started = await program.ask('POST', '/broadcasts', { body: { text }, headers })
    expect(started.status).toBe(201)
    await ended(started.body['id'])
    expect((await program.ask('POST', '/broadcasts', { body: { text }, headers })).status).toBe(200)
    expect(got().filter((it) => it === text)).toHaveLength(1)
    const { post } = channelWithFile(server)
    const second = await program.ask('POST', '/broadcasts', { body: { post } })
    await ended(second.body['id'])
    expect(got().filter((it) => it === 'A film')).toHaveLength(1)
    expect((await program.ask('DELETE', `/broadcasts/${textOf(second.body['id'])}`)).status).toBe(404)
    expect((await program.ask('POST', '/broadcasts', { body: { post: 'https://t.me/c/1/1' } })).status).toBe(422)
  })
})

describe('the log', () => {
  it('is followed as it is written, and ends at once when the server stops', async () => {
    const { server, program } = await setUp({ SHUTDOWN_GRACE_SECONDS: '600' })
    const response = await program.follow('?filter=link%20created', AbortSignal.timeout(25_000))
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const decoder = new TextDecoder()
    let text = ''
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array, { stream: true })
    })()
    await expect.poll(() => text).toContain('retry:')
    const linked = server.linkSynthetic(1000)
    await expect.poll(() => text, { timeout: 10_000 }).toContain('"msg":"Link created"')
    await linked
    await server.stop()
    await reading
    expect(text).toContain('"code":"shutting_down"')
  })

  it('is read by level and words, by old integrations too, and the audit log has who did what', async () => {
    const { server, program } = await setUp({ LOGS_ACCESS_TOKEN: LOGS_TOKEN })
    await server.linkSynthetic(1000)
    expect((await program.ask('GET', '/logs?filter=link%20created&limit=5')).body).toMatchObject({ total: 1 })
    expect((await program.with(LOGS_TOKEN).ask('GET', '/api/logs?level=info')).status).toBe(200)
    expect((await program.with(null).ask('GET', `/api/logs?token=${LOGS_TOKEN}`)).status).toBe(200)
    expect((await program.with(LOGS_TOKEN).ask('GET', '/logs')).status).toBe(401)
    await program.ask('PUT', '/settings/MAX_BATCH_FILES', { body: { value: 7 } })
    expect((await program.ask('GET', '/audit?limit=1')).body).toMatchObject({
      items: [{ actor: `token:${program.tokenId}`, action: 'settings.set', target: 'MAX_BATCH_FILES' }],
    })
  })
})

describe('each change', () => {
  it('stands in the audit log as done by the token, and only what was done', async () => {
    const { server, program } = await setUp()
    const { post } = channelWithFile(server)
    const { body: made } = await program.ask('POST', '/links', { body: { post } })
    const linkPath = `/links/${textOf(made['id'])}`
    const { body: batch } = await program.ask('POST', '/batches', { body: { linkIds: [made['id']] } })
    await program.ask('DELETE', `/batches/${textOf(batch['id'])}`)
    const file = await server.linkSynthetic(LARGE)
    await standStill(file.download)
    const [stream] = server.streams.list()
    await program.ask('DELETE', `/streams/${stream?.id ?? ''}`)
    await program.ask('PATCH', linkPath, { body: { maxDownloads: 3 } })
    await program.ask('DELETE', linkPath)
    await program.ask('PATCH', '/users/4711', { body: { isAuthorized: true } })
    await program.ask('PATCH', '/users/4711', { body: { linksPerDay: 3 } })
    await program.ask('PATCH', '/users/4711', { body: { isAuthorized: false } })
    await program.ask('PUT', '/bans/4711', { body: {} })
    await program.ask('DELETE', '/bans/4711')
    await program.ask('PUT', '/settings/max_batch_files', { body: { value: 7 } })
    await program.ask('DELETE', '/settings/MAX_BATCH_FILES')
    const { body: child } = await program.ask('POST', '/tokens', { body: { name: 'child', scopes: ['stats'] } })
    await program.ask('DELETE', `/tokens/${textOf(child['id'])}`)
    server.sim.faults.floodWait(600, { accountId: server.bot.id, method: 'messages.forwardMessages' })
    const { body: broadcast } = await program.ask('POST', '/broadcasts', { body: { text: 'Hello' } })
    const waits = async () => (await program.ask('GET', `/broadcasts/${textOf(broadcast['id'])}`)).body['waitsUntil']
    await expect.poll(waits, { timeout: 10_000 }).not.toBeNull()
    expect((await program.ask('DELETE', `/broadcasts/${textOf(broadcast['id'])}`)).status).toBe(204)
    // What is not there is not changed.
    for (const path of [linkPath, '/bans/4711', `/streams/${stream?.id ?? ''}`]) {
      expect((await program.ask('DELETE', path)).status).toBe(404)
    }
    const { body } = await program.ask('GET', '/audit?limit=100')
    const entries = body['items'] as { actor: string; action: string }[]
    const ours = entries.filter(({ actor }) => actor === `token:${program.tokenId}`)
    expect(ours.map(({ action }) => action).reverse()).toEqual([
      'link.create',
      'batch.create',
      'batch.revoke',
      'stream.stop',
      'link.change',
      'link.revoke',
      'user.authorize',
      'user.limits',
      'user.deauthorize',
      'user.ban',
      'user.unban',
      'settings.set',
      'settings.reset',
      'token.create',
      'token.revoke',
      'broadcast.start',
      'broadcast.cancel',
    ])
  })
})

describe('two instances', () => {
  it('see each other’s changes, and take each other’s tokens', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'streambot-api-'))
    onTestFinished(() => rm(directory, { recursive: true, force: true }))
    const { server, program } = await setUp({ DATABASE_URL: `sqlite:${join(directory, 'shared.db')}` })
    const other = await server.startSibling()
    const there = program.on(other)
    const file = await server.linkSynthetic(1000)
    const { body } = await there.ask('GET', '/links')
    const [link] = body['items'] as { id: string }[]
    expect((await there.ask('PATCH', `/links/${link?.id ?? ''}`, { body: { password: 'please' } })).status).toBe(200)
    expect(await verdict(file.download)).toBe('401 password_required')
    expect(await verdict(linkAt(other, file.download))).toBe('401 password_required')
    await there.ask('PUT', '/settings/MAX_LINKS_PER_DAY', { body: { value: '77' } })
    const settingHere = async () => {
      const { body: all } = await program.ask('GET', '/settings')
      return (all['items'] as { name: string; value: string }[]).find(({ name }) => name === 'MAX_LINKS_PER_DAY')?.value
    }
    await expect.poll(settingHere, { timeout: 10_000 }).toBe('77')
    await program.ask('PUT', '/bans/4711', { body: {} })
    expect((await there.ask('GET', '/bans')).body).toMatchObject({ items: [{ userId: 4711 }] })
    expect((await program.ask('DELETE', `/tokens/${program.tokenId}`)).status).toBe(204)
    for (const instance of [program, there]) expect((await instance.ask('GET', '/stats')).status).toBe(401)
  })
})

describe('whoever may not', () => {
  it('is refused: without a token, with one that is over, revoked, or not good for it, and from elsewhere', async () => {
    const { server, program } = await setUp({
      API_ALLOWED_ADDRESSES: '127.0.0.1, 192.0.2.0/24',
      TRUST_PROXY: 'loopback',
    })
    const code = async (asker: Program, headers = {}) => {
      const { status, body } = await asker.ask('GET', '/stats', { headers })
      return status === 200 ? '200' : `${status} ${textOf(body['code'])}`
    }
    expect(await code(program)).toBe('200')
    expect(await code(program.with(null))).toBe('401 token_required')
    expect(await code(program.with(`sb_${'A'.repeat(43)}`))).toBe('401 token_wrong')
    const others = ALL_SCOPES.filter((scope) => scope !== 'stats')
    expect(await code(await Program.create(server, others))).toBe('403 scope_missing')
    const short = await Program.create(server, ['stats'], { expiresAtMs: Date.now() + 300 })
    await expect.poll(() => code(short), { timeout: 5000 }).toBe('401 token_wrong')
    const revoked = await Program.create(server, ['stats'])
    await server.operations.tokens.revoke('user:1', revoked.tokenId)
    expect(await code(revoked)).toBe('401 token_wrong')
    expect(await code(program, from('192.0.2.9'))).toBe('200')
    expect(await code(program, from('198.51.100.9'))).toBe('403 address_refused')
    expect(await code(program, from('192.0.2.9, 198.51.100.9'))).toBe('403 address_refused')
    expect((await program.with(null).ask('GET', '/api/info', { headers: from('198.51.100.9') })).status).toBe(200)
  })

  it('is refused at each way in, and a token that is good for all else opens none', async () => {
    const { server, program } = await setUp()
    const guarded = program.everything.filter(({ scope }) => scope !== null)
    expect(guarded.length).toBeGreaterThan(30)
    const without = new Map<string, Program>()
    for (const { method, path, scope } of guarded) {
      const lacking =
        without.get(`${scope}`) ??
        (await Program.create(
          server,
          ALL_SCOPES.filter((it) => it !== scope),
        ))
      without.set(`${scope}`, lacking)
      const name = `${method} ${path}`
      expect((await program.with(null).ask(method, path)).body, name).toMatchObject({ code: 'token_required' })
      expect((await lacking.ask(method, path)).body, name).toMatchObject({ code: 'scope_missing' })
    }
    expect((await program.ask('GET', '/audit')).text).not.toContain('"actor":"token:')
  })

  it('guesses a few times an hour', async () => {
    const { program } = await setUp({ WRONG_LINKS_PER_HOUR: '3' })
    const guess = async () => (await program.with(`sb_${'A'.repeat(43)}`).ask('GET', '/stats')).status
    expect([await guess(), await guess(), await guess(), await guess()]).toEqual([401, 401, 401, 429])
    expect((await program.ask('GET', '/stats')).status).toBe(200)
  })
})

describe('no answer', () => {
  it('has a secret in it: no token, key, hash or password of anybody', async () => {
    const { server, program } = await setUp({ LOGS_ACCESS_TOKEN: LOGS_TOKEN })
    await server.linkSynthetic(1000)
    const { body } = await program.ask('GET', '/links')
    const [link] = body['items'] as { id: string }[]
    await program.ask('PATCH', `/links/${link?.id ?? ''}`, { body: { password: 'open-sesame' } })
    const child = await program.ask('POST', '/tokens', { body: { name: 'child', scopes: ['stats'] } })
    expect(child.status).toBe(201)
    const everything = [
      'stats',
      'clients',
      'streams',
      'links',
      'users',
      'bans',
      'settings',
      'tokens',
      'logs?limit=500',
      'audit?limit=100',
    ]
    for (const path of everything) expect((await program.ask('GET', `/${path}`)).status, path).toBe(200)
    for (const path of ['/api/info', '/api/logs?limit=500']) expect((await program.ask('GET', path)).status).toBe(200)
    await program.ask('GET', `/users/${server.ada.id}`)
    await program.ask('GET', `/links/${link?.id ?? ''}`)
    const { env } = server
    const secrets = [
      env['BOT_TOKEN'],
      env['ADDITIONAL_BOT_TOKENS'],
      env['API_HASH'],
      LOGS_TOKEN,
      program.token,
      textOf(child.body['token']),
    ]
    const said = program.answers.texts.join('\n')
    expect(said.length).toBeGreaterThan(5000)
    for (const secret of [...secrets, 'open-sesame', 'scrypt$']) {
      expect(secret).toBeTruthy()
      expect(said).not.toContain(secret)
    }
    const document = await (await fetch(new URL('/api/v1/docs', server.baseUrl))).text()
    expect(document).toContain('POST /api/v1/links')
  })
})

describe('what anybody may know', () => {
  it('is the name of the bot, what is switched on, traffic, people', async () => {
    const { server, program } = await setUp({ MAX_LINKS_PER_DAY: '5', BANDWIDTH_LIMIT_GB: '1' })
    await server.ask({ text: '/start' })
    expect((await program.with(null).ask('GET', '/api/info')).body).toMatchObject({
      bot: { username: server.bot.username },
      features: { rateLimiting: true, accessMode: 'public' },
      bandwidth: { usedBytes: 0, limitBytes: 1_000_000_000 },
      streaming: { openStreams: 0, bots: 2, healthyBots: 2 },
      users: 1,
    })
  })
})
