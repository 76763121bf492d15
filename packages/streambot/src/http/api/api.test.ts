/** The API as programs meet it, every answer held against its own document. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { createApi as create, LOGS_TOKEN, type ApiFixtureOptions } from '../../context/api.fixture.js'
import { ADMIN_ID, NOW_MS, sampleBroadcast, sampleStats } from '../../context/api-samples.fixture.js'
import { createLinkToken } from '../../core/link-token.js'
import { UNRESTRICTED } from '../../core/link.js'
import { sampleLink } from '../../ports/link-store.contract.js'
import { OPERATIONS } from './operations.js'

async function createApi(options?: ApiFixtureOptions) {
  const api = await create(options)
  onTestFinished(() => api.server.drain(0))
  return api
}

const id = (n: number) => n.toString(16).padStart(16, '0')

describe('whoever asks', () => {
  const paths = OPERATIONS.filter(({ scope }) => scope !== null).map(({ method, path }) => ({
    method,
    path: path.replaceAll(/\{\w+\}/g, '7'),
  }))

  it.each(paths)('is refused without a token, or with one that is none: $method $path', async ({ method, path }) => {
    const { ask } = await createApi()
    const without = await ask(method, path, { token: null })
    expect(without).toMatchObject({ status: 401, body: { code: 'token_required' } })
    expect(without.headers['www-authenticate']).toContain('Bearer')
    expect(without.headers['content-type']).toContain('application/problem+json')
    expect(await ask(method, path, { token: `sb_${'x'.repeat(43)}` })).toMatchObject({ status: 401 })
    expect(await ask(method, path, { token: 'x' })).toMatchObject({ body: { code: 'token_wrong' } })
  })

  it.each(paths)(
    'is refused with a token that is good for everything else: $method $path',
    async ({ method, path }) => {
      const { ask, tokenFor } = await createApi()
      const operation = OPERATIONS.find((it) => it.method === method && it.path.replaceAll(/\{\w+\}/g, '7') === path)
      const others = [
        'stats',
        'links',
        'users',
        'bans',
        'broadcast',
        'settings',
        'logs',
        'tokens',
        'clients',
        'streams',
      ] as const
      const { token } = await tokenFor(others.filter((scope) => scope !== operation?.scope))
      expect(await ask(method, path, { token })).toMatchObject({ status: 403, body: { code: 'scope_missing' } })
    },
  )

  it('is refused once the token is over, or revoked', async () => {
    const { ask, tokenFor, clock } = await createApi()
    const short = await tokenFor(['stats'], NOW_MS + 1000)
    expect(await ask('GET', '/api/v1/stats', { token: short.token })).toMatchObject({ status: 200 })
    clock.nowMs += 1000
    expect(await ask('GET', '/api/v1/stats', { token: short.token })).toMatchObject({ body: { code: 'token_wrong' } })
    const { token, info } = await tokenFor(['stats'])
    expect(await ask('DELETE', `/api/v1/tokens/${info.id}`)).toMatchObject({ status: 204 })
    expect(await ask('GET', '/api/v1/stats', { token })).toMatchObject({ body: { code: 'token_wrong' } })
  })

  it('is let in from allowed addresses only, by the address that a trusted proxy names and no other', async () => {
    const closed = await createApi({ allowedAddresses: ['192.0.2.0/24'], http: { trustProxy: ['127.0.0.1'] } })
    const from = (address: string) => closed.ask('GET', '/api/v1/stats', { headers: { 'x-forwarded-for': address } })
    expect(await from('192.0.2.7')).toMatchObject({ status: 200 })
    expect(await from('198.51.100.7')).toMatchObject({ status: 403, body: { code: 'address_refused' } })
    expect(await from('192.0.2.7, 198.51.100.7')).toMatchObject({ status: 403 })
    expect(await closed.ask('GET', '/api/logs', { token: LOGS_TOKEN })).toMatchObject({ status: 403 })
    const noProxy = await createApi({ allowedAddresses: ['127.0.0.0/8'] })
    const headers = { 'x-forwarded-for': '127.0.0.1' }
    expect(await noProxy.ask('GET', '/api/v1/stats', { headers })).toMatchObject({ status: 403 })
    expect(await noProxy.ask('GET', '/api/v1/stats')).toMatchObject({ status: 200 })
  })

  it('guesses so often and no more, while good tokens from the same address are let in', async () => {
    const { ask } = await createApi({ wrongTokensPerHour: 2 })
    const guess = () => ask('GET', '/api/v1/stats', { token: 'guess' })
    expect([(await guess()).status, (await guess()).status]).toEqual([401, 401])
    const third = await guess()
    expect(third).toMatchObject({ status: 429, body: { code: 'too_many_requests' } })
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0)
    expect(await ask('GET', '/api/v1/stats')).toMatchObject({ status: 200 })
  })

  it('may ask for the head of what can be read alone, as anything else by a token', async () => {
    const { app, all } = await createApi()
    const head = (url: string, authorization = `Bearer ${all.token}`) =>
      app.inject({ method: 'HEAD', url, headers: { authorization } })
    for (const url of ['/api/v1/links', '/api/info', '/api/v1/openapi.json', '/api/v1/docs']) {
      expect(await head(url), url).toMatchObject({ statusCode: 200, body: '' })
    }
    expect(await head('/api/v1/links', 'Bearer x')).toMatchObject({ statusCode: 401, body: '' })
    expect(await head('/api/v1/batches')).toMatchObject({ statusCode: 405, headers: { allow: 'POST, OPTIONS' } })
  })

  it('is refused before the body is read', async () => {
    const { ask } = await createApi()
    const headers = { 'content-type': 'application/json' }
    expect(await ask('POST', '/api/v1/links', { token: null, payload: '{', headers })).toMatchObject({ status: 401 })
    expect(await ask('POST', '/api/v1/links', { payload: '{', headers })).toMatchObject({ status: 400 })
  })
})

describe('stats, clients and streams', () => {
  it('tell how the service is doing', async () => {
    const { ask } = await createApi()
    expect((await ask('GET', '/api/v1/stats')).body).toMatchObject({ uptimeSeconds: 61, users: 2 })
    expect((await ask('GET', '/api/v1/clients')).body).toMatchObject({ items: [{ name: 'BOT_TOKEN' }] })
  })

  it('cut a download off, once', async () => {
    const { ask, streams, all } = await createApi()
    const stopped: string[] = []
    const about = { id: 's1', linkId: id(1), ownerId: 7, fileName: 'a', sizeBytes: 9, address: '::1' }
    streams.open({ ...about, range: { start: 0, end: 8 } }, (reason) => stopped.push(reason))
    expect((await ask('GET', '/api/v1/streams')).body).toMatchObject({ total: 1, items: [{ id: 's1', ownerId: 7 }] })
    expect(await ask('DELETE', '/api/v1/streams/s1')).toMatchObject({ status: 204, text: '' })
    expect(stopped).toEqual([`Stopped by token:${all.info.id}`])
    expect(await ask('DELETE', '/api/v1/streams/s2')).toMatchObject({ status: 404, body: { code: 'no_such_record' } })
  })
})

describe('links', () => {
  it('are listed page by page; one that is made meanwhile moves nothing', async () => {
    const { ask, stores } = await createApi()
    for (const n of [1, 2, 3]) await stores.links.add({ ...sampleLink, id: id(n), createdAtMs: n, ownerId: 7 })
    const first = await ask('GET', '/api/v1/links?limit=2')
    expect(first.body).toMatchObject({ items: [{ id: id(3) }, { id: id(2) }] })
    await stores.links.add({ ...sampleLink, id: id(4), createdAtMs: 4, ownerId: 8 })
    const { next } = first.body as { next: string }
    const second = await ask('GET', `/api/v1/links?limit=2&cursor=${next}`)
    expect(second.body).toMatchObject({ items: [{ id: id(1) }], next: null })
    expect((await ask('GET', '/api/v1/links?owner=8')).body).toMatchObject({ items: [{ id: id(4), ownerId: 8 }] })
  })

  it('are found by all of an address, a token or an id, or by a part of a name', async () => {
    const { ask, stores, key } = await createApi()
    for (const [n, name] of ['Film.mkv', 'song.mp3', 'film 2.mkv'].entries()) {
      await stores.links.add({
        ...sampleLink,
        id: id(n),
        createdAtMs: n,
        ownerId: n + 1,
        file: { ...sampleLink.file, name },
      })
    }
    const search = async (text: string, more = '') => {
      const { body } = await ask('GET', `/api/v1/links?search=${encodeURIComponent(text)}${more}`)
      return { ids: (body['items'] as { id: string }[]).map((it) => it.id), next: body['next'] as string | null }
    }
    const claims = { linkId: id(1), logMessageId: 1, sizeBytes: 1, isRestricted: false, expiresAtMs: null }
    const token = createLinkToken(key, claims)
    for (const text of [`https://x.example/watch/${token}/song.mp3`, token, id(1)]) {
      expect(await search(text), text).toEqual({ ids: [id(1)], next: null })
    }
    expect(await search('FILM')).toEqual({ ids: [id(2), id(0)], next: null })
    const first = await search('film', '&limit=1')
    expect(first.ids).toEqual([id(2)])
    expect(await search('film', `&limit=1&cursor=${first.next}`)).toMatchObject({ ids: [id(0)] })
    expect(await search('film', '&owner=3')).toMatchObject({ ids: [id(2)] })
    expect(await search('nothing')).toEqual({ ids: [], next: null })
  })

  it.each([
    'search=',
    'search=%20',
    `search=${'x'.repeat(1025)}`,
    'search=a&search=b',
    'limit=0',
    'limit=101',
    'limit=x',
    'owner=-1',
    'owner=7&owner=8',
    'cursor=x',
    'cursor=e30',
    'nothing=1',
  ])('refuse %s and say what is wrong', async (query) => {
    const { ask } = await createApi()
    const { status, body } = await ask('GET', `/api/v1/links?${query}`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'invalid_input', error: expect.stringMatching(/^(query|cursor)/) as string })
  })

  it('show whether there is a password, never which', async () => {
    const { ask, stores } = await createApi()
    const restrictions = { ...UNRESTRICTED, passwordHash: 'scrypt$secret' }
    await stores.links.add({ ...sampleLink, id: id(1), restrictions })
    const { text, body } = await ask('GET', `/api/v1/links/${id(1)}`)
    expect(body).toMatchObject({ hasPassword: true })
    expect(text).not.toContain('secret')
    expect(await ask('GET', `/api/v1/links/${id(2)}`)).toMatchObject({ status: 404, body: { code: 'no_such_record' } })
    expect(await ask('GET', '/api/v1/links/1')).toMatchObject({ status: 400 })
  })

  it('are changed in what is said and in nothing else, and revoked once; it is written down who did it', async () => {
    const { ask, stores, all } = await createApi()
    await stores.links.add({ ...sampleLink, id: id(1), restrictions: { ...UNRESTRICTED, maxDownloads: 3 } })
    const path = `/api/v1/links/${id(1)}`
    const patch = (body: object) => ask('PATCH', path, { body })
    expect((await patch({ password: 'pass', addresses: ['10.1.2.3/8'] })).body).toMatchObject({
      hasPassword: true,
      maxDownloads: 3,
      addresses: ['10.0.0.0/8'],
    })
    expect((await patch({ expiresAt: '2027-01-01T02:00:00.900+02:00' })).body).toMatchObject({
      expiresAt: '2027-01-01T00:00:00.000Z',
      hasPassword: true,
    })
    expect((await patch({ password: null, expiresAt: null })).body).toMatchObject({
      hasPassword: false,
      expiresAt: null,
    })
    for (const wrong of [{}, { x: 1 }, { maxDownloads: 0 }, { addresses: ['10.0.0.0/33'] }, { password: '' }, []]) {
      expect(await patch(wrong)).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
    }
    expect(await patch({ expiresAt: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 400 })
    expect(await ask('PATCH', `/api/v1/links/${id(2)}`, { body: { password: null } })).toMatchObject({ status: 404 })
    expect(await ask('DELETE', path)).toMatchObject({ status: 204 })
    expect(await ask('DELETE', path)).toMatchObject({ status: 404 })
    const acts = await stores.audit.page(Infinity, 10)
    const ours = acts.filter(({ actor }) => actor === `token:${all.info.id}`).map(({ action }) => action)
    expect(ours.sort()).toEqual(['link.change', 'link.change', 'link.change', 'link.revoke'])
  })

  it('say what is wrong with a wish for a new one, and whose fault it is', async () => {
    const { ask } = await createApi()
    const post = (body: object) => ask('POST', '/api/v1/links', { body })
    expect(await post({})).toMatchObject({ status: 400 })
    expect(await post({ post: 'https://t.me/a/1', logMessageId: 1 })).toMatchObject({ status: 400 })
    expect(await post({ post: 'https://t.me/news/1' })).toMatchObject({ status: 422, body: { code: 'post_unusable' } })
  })

  it('are made under one name for one Idempotency-Key of one token', async () => {
    const names: string[] = []
    const { ask, stores, tokenFor } = await createApi({
      actions: {
        makeLink: async (_actor, _wish, request) => {
          names.push(request)
          await stores.links.add({ ...sampleLink, id: id(names.length) })
          return {
            ok: true,
            link: { ...sampleLink, id: id(1) },
            isNew: names.length === 1,
            downloadUrl: '',
            streamUrl: '',
            watchUrl: '',
          }
        },
      },
    })
    const other = await tokenFor(['links'])
    const post = (key: string | null, token?: string) =>
      ask('POST', '/api/v1/links', {
        body: { logMessageId: 5 },
        ...(key === null ? {} : { headers: { 'idempotency-key': key } }),
        ...(token === undefined ? {} : { token }),
      })
    expect([(await post('a')).status, (await post('a')).status]).toEqual([201, 200])
    await post('b')
    await post('a', other.token)
    await post(null)
    await post(null)
    expect(names[0]).toBe(names[1])
    expect(new Set(names).size).toBe(5)
    expect(await post('with space')).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
    expect(await post('x'.repeat(129))).toMatchObject({ status: 400 })
  })
})

describe('batches', () => {
  it('are made once for one key, shown, and revoked once', async () => {
    const { ask, stores } = await createApi()
    for (const n of [1, 2]) await stores.links.add({ ...sampleLink, id: id(n) })
    await stores.links.add({ ...sampleLink, id: id(3), ownerId: 99 })
    const post = (linkIds: string[], key?: string) =>
      ask('POST', '/api/v1/batches', { body: { linkIds }, ...(key ? { headers: { 'idempotency-key': key } } : {}) })
    const made = await post([id(2), id(1)], 'k')
    expect(made).toMatchObject({ status: 201, body: { linkIds: [id(2), id(1)], ownerId: sampleLink.ownerId } })
    const again = await post([id(2), id(1)], 'k')
    expect(again).toMatchObject({ status: 200, body: { id: made.body['id'] } })
    expect(await post([id(1)], 'k')).toMatchObject({ status: 409, body: { code: 'conflict' } })
    for (const wrong of [[], [id(1), id(3)], [id(9)], [id(1), id(2), id(1), id(2)], ['x']]) {
      expect(await post(wrong)).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
    }
    const path = `/api/v1/batches/${String(made.body['id'])}`
    expect(await ask('GET', path)).toMatchObject({ status: 200, body: { revokedAt: null } })
    expect(await ask('DELETE', path)).toMatchObject({ status: 204 })
    expect(await ask('DELETE', path)).toMatchObject({ status: 404 })
    expect((await ask('GET', path)).body['revokedAt']).not.toBeNull()
    expect(await ask('GET', `/api/v1/batches/${id(8)}`)).toMatchObject({ status: 404 })
  })
})

describe('people', () => {
  async function withPeople() {
    const api = await createApi()
    for (const n of [7, 8, 9]) {
      const profile = { id: n, firstName: `Person ${n}`, username: n === 8 ? 'eight' : null, languageCode: null }
      await api.stores.users.seen(profile, NOW_MS)
    }
    return api
  }

  it('are listed, searched and shown', async () => {
    const { ask } = await withPeople()
    const first = await ask('GET', '/api/v1/users?limit=2')
    expect(first.body).toMatchObject({ items: [{ id: 7, isBanned: false }, { id: 8 }] })
    const { next } = first.body as { next: string }
    expect((await ask('GET', `/api/v1/users?limit=2&cursor=${next}`)).body).toMatchObject({
      items: [{ id: 9 }],
      next: null,
    })
    expect((await ask('GET', '/api/v1/users?q=EIGHT')).body).toMatchObject({ items: [{ id: 8 }] })
    expect((await ask('GET', '/api/v1/users/7')).body).toMatchObject({
      id: 7,
      user: { firstName: 'Person 7' },
      ban: null,
    })
    expect(await ask('GET', '/api/v1/users/70')).toMatchObject({ status: 404 })
    for (const wrong of ['0', 'x', '7.5', '9999999999999999']) {
      expect(await ask('GET', `/api/v1/users/${wrong}`)).toMatchObject({ status: 400 })
    }
  })

  it('are authorised, given limits of their own, and made as everybody again', async () => {
    const { ask } = await withPeople()
    const patch = (body: object) => ask('PATCH', '/api/v1/users/7', { body })
    expect((await patch({ isAuthorized: true, linksPerDay: 0 })).body).toMatchObject({
      isAuthorized: true,
      linksPerDay: 0,
    })
    expect((await patch({ bandwidthBytesPerMonth: 5 })).body).toMatchObject({
      linksPerDay: 0,
      bandwidthBytesPerMonth: 5,
    })
    expect((await patch({ isAuthorized: false })).body).toMatchObject({ isAuthorized: false, linksPerDay: null })
    expect((await patch({ isAuthorized: false, linksPerDay: 3 })).body).toMatchObject({ linksPerDay: 3 })
    for (const wrong of [
      {},
      { linksPerDay: -1 },
      { linksPerDay: 100_001 },
      { isAdmin: true },
      { isAuthorized: 'yes' },
    ]) {
      expect(await patch(wrong)).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
    }
  })

  it('are banned for good or for a while, and let in again; admins are not', async () => {
    const { ask, stores, all } = await withPeople()
    const put = (user: number, body: object) => ask('PUT', `/api/v1/bans/${user}`, { body })
    expect((await put(7, { reason: 'spam' })).body).toMatchObject({ userId: 7, reason: 'spam', until: null })
    expect((await put(8, { until: '2026-12-01T00:00:00Z' })).body).toMatchObject({ until: '2026-12-01T00:00:00.000Z' })
    expect(await put(ADMIN_ID, {})).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(await put(9, { until: '2020-01-01T00:00:00Z' })).toMatchObject({ status: 400 })
    // In UTC it has a year of five digits, which no list could show.
    expect(await put(55, { until: '9999-12-31T23:59:59-01:00' })).toMatchObject({ status: 400 })
    const first = await ask('GET', '/api/v1/bans?limit=1')
    expect(first.body).toMatchObject({ items: [{ userId: 7 }] })
    const { next } = first.body as { next: string }
    expect((await ask('GET', `/api/v1/bans?limit=1&cursor=${next}`)).body).toMatchObject({
      items: [{ userId: 8 }],
      next: null,
    })
    expect((await ask('GET', '/api/v1/users/7')).body).toMatchObject({ ban: { reason: 'spam' } })
    expect(await ask('DELETE', '/api/v1/bans/7')).toMatchObject({ status: 204 })
    expect(await ask('DELETE', '/api/v1/bans/7')).toMatchObject({ status: 404 })
    const acts = await stores.audit.page(Infinity, 10)
    const ours = acts.filter(({ actor }) => actor === `token:${all.info.id}`).map(({ action }) => action)
    expect(ours.sort()).toEqual(['user.ban', 'user.ban', 'user.look', 'user.unban'])
  })
})

describe('broadcasts and settings', () => {
  it('are started, shown and stopped', async () => {
    const { ask } = await createApi()
    const post = (body: object) => ask('POST', '/api/v1/broadcasts', { body })
    expect(await post({ text: 'Hello' })).toMatchObject({ status: 201, body: { state: 'running' } })
    for (const wrong of [{}, { text: ' ' }, { text: 'x'.repeat(4097) }, { text: 'a', post: 'b' }]) {
      expect(await post(wrong)).toMatchObject({ status: 400 })
    }
    expect(await ask('GET', `/api/v1/broadcasts/${sampleBroadcast.id}`)).toMatchObject({ status: 200 })
    expect(await ask('GET', `/api/v1/broadcasts/${id(1)}`)).toMatchObject({ status: 404 })
    expect(await ask('DELETE', `/api/v1/broadcasts/${sampleBroadcast.id}`)).toMatchObject({ status: 204 })
    expect(await ask('DELETE', `/api/v1/broadcasts/${id(1)}`)).toMatchObject({ status: 404 })
  })

  it('are listed page by page, the newest first, for whoever may send them', async () => {
    const { ask, stores, tokenFor } = await createApi()
    const { people: _, waitsUntilMs: __, failures: ___, ...stored } = sampleBroadcast
    for (const at of [1, 2, 3])
      await stores.broadcasts.add({ ...stored, id: id(at), createdAtMs: NOW_MS + at, adminId: at })
    const { token } = await tokenFor(['broadcast'])
    const first = await ask('GET', '/api/v1/broadcasts?limit=2', { token })
    expect(first.body).toMatchObject({ items: [{ id: id(3), startedBy: 3, people: 2 }, { id: id(2) }] })
    const second = await ask('GET', `/api/v1/broadcasts?limit=2&cursor=${String(first.body['next'])}`)
    expect(second.body).toMatchObject({ items: [{ id: id(1) }], next: null })
    for (const wrong of ['limit=0', 'limit=101', 'cursor=x', 'state=done']) {
      expect(await ask('GET', `/api/v1/broadcasts?${wrong}`), wrong).toMatchObject({ status: 400 })
    }
    const { token: other } = await tokenFor(['stats'])
    expect(await ask('GET', '/api/v1/broadcasts', { token: other })).toMatchObject({ status: 403 })
  })

  it('are listed, changed and made as configured again', async () => {
    const { ask } = await createApi()
    const put = (name: string, value: unknown) => ask('PUT', `/api/v1/settings/${name}`, { body: { value } as object })
    expect((await ask('GET', '/api/v1/settings')).body).toMatchObject({ items: [{ name: 'MAX_LINKS_PER_DAY' }] })
    expect((await put('MAX_LINKS_PER_DAY', 7)).body).toMatchObject({ value: '7', changed: { userId: null } })
    expect(await put('MAX_LINKS_PER_DAY', 'many')).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
    expect(await put('NO_SUCH', '7')).toMatchObject({ status: 404 })
    expect(await put('MAX_LINKS_PER_DAY', null)).toMatchObject({ status: 400 })
    expect((await ask('DELETE', '/api/v1/settings/MAX_LINKS_PER_DAY')).body).toMatchObject({
      value: '5',
      changed: null,
    })
  })
})

describe('tokens', () => {
  it('are shown once, and give no more than whoever makes them has', async () => {
    const { ask, tokenFor, clock } = await createApi()
    const maker = await tokenFor(['tokens', 'stats'], NOW_MS + 10_000)
    const post = (body: object) => ask('POST', '/api/v1/tokens', { token: maker.token, body })
    const made = await post({ name: 'child', scopes: ['stats'] })
    expect(made).toMatchObject({
      status: 201,
      body: { scopes: ['stats'], expiresAt: new Date(NOW_MS + 10_000).toISOString() },
    })
    const secret = String(made.body['token'])
    expect(secret).toMatch(/^sb_/)
    expect(await ask('GET', '/api/v1/stats', { token: secret })).toMatchObject({ status: 200 })
    expect((await ask('GET', '/api/v1/tokens')).text).not.toMatch(/sb_|hash/)
    expect(await post({ name: 'x', scopes: ['links'] })).toMatchObject({ status: 403, body: { code: 'scope_missing' } })
    expect(await post({ name: 'x', scopes: ['stats'], expiresAt: null })).toMatchObject({ status: 403 })
    for (const wrong of [
      { name: '', scopes: ['stats'] },
      { name: 'x', scopes: [] },
      { name: 'x', scopes: ['root'] },
    ]) {
      expect(await post(wrong)).toMatchObject({ status: 400 })
    }
    expect(await ask('DELETE', `/api/v1/tokens/${id(0)}`)).toMatchObject({ status: 404 })
    clock.nowMs += 10_000
    expect(await ask('GET', '/api/v1/stats', { token: secret })).toMatchObject({ status: 401 })
  })

  it('are a hundred at most', async () => {
    const { ask, tokenFor } = await createApi()
    for (let n = 1; n < 100; n++) await tokenFor(['stats'])
    const body = { name: 'x', scopes: ['stats'] }
    expect(await ask('POST', '/api/v1/tokens', { body })).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })
})

describe('the audit log', () => {
  it('is read to its end, page by page', async () => {
    const { ask, stores } = await createApi()
    for (const n of [1, 2, 3]) {
      await stores.audit.write({ id: id(n), atMs: n, actor: 'cli', action: 'a', target: null, details: {} })
    }
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await ask('GET', `/api/v1/audit?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      const { items, next } = page.body as { items: { id: string }[]; next: string | null }
      seen.push(...items.map((it) => it.id))
      cursor = next
    }
    expect(seen.slice(-3)).toEqual([id(3), id(2), id(1)])
    expect(new Set(seen).size).toBe(seen.length)
  })
})

describe('logs', () => {
  const line = (msg: string, level = 'info') =>
    JSON.stringify({ level, time: '2026-11-25T12:00:00.000Z', subsystem: 'app', msg, linkId: 'x' })

  it('are asked by level, words and page', async () => {
    const { ask, recent } = await createApi()
    for (const n of [1, 2, 3]) recent.write(line(`line ${n}`))
    recent.write(line('trouble', 'error'))
    expect((await ask('GET', '/api/v1/logs?limit=2&page=2')).body).toMatchObject({
      items: [{ msg: 'line 2', fields: { linkId: 'x' } }, { msg: 'line 1' }],
      pages: 2,
      total: 4,
    })
    expect((await ask('GET', '/api/v1/logs?level=error')).body).toMatchObject({ items: [{ msg: 'trouble' }], total: 1 })
    expect((await ask('GET', '/api/v1/logs?filter=LINE')).body).toMatchObject({ total: 3 })
    for (const wrong of ['limit=501', 'limit=0', 'page=0', 'level=loud']) {
      expect(await ask('GET', `/api/v1/logs?${wrong}`)).toMatchObject({ status: 400 })
    }
  })

  it('are open to older integrations by the one token of the configuration, in the header or the query', async () => {
    const { ask, recent, tokenFor } = await createApi()
    recent.write(line('old'))
    expect((await ask('GET', '/api/logs', { token: LOGS_TOKEN })).body).toMatchObject({ items: [{ msg: 'old' }] })
    expect(await ask('GET', `/api/logs?token=${LOGS_TOKEN}&limit=5`, { token: null })).toMatchObject({ status: 200 })
    expect(await ask('GET', '/api/logs?token=x', { token: null })).toMatchObject({ status: 401 })
    expect(await ask('GET', '/api/v1/logs', { token: LOGS_TOKEN })).toMatchObject({ status: 401 })
    expect(await ask('GET', '/api/logs', { token: (await tokenFor(['logs'])).token })).toMatchObject({ status: 200 })
  })
})

describe('what anybody may ask', () => {
  it('is how the service is, and how to use it; without a token and without a secret', async () => {
    const { ask } = await createApi()
    expect((await ask('GET', '/api/info', { token: null })).body).toMatchObject({
      bot: { username: 'links_bot' },
      users: 2,
    })
    const document = await ask('GET', '/api/v1/openapi.json', { token: null })
    expect(document.body).toMatchObject({ openapi: '3.1.0', info: { version: '9.9.9' } })
  })
})

describe('an answer that is not as promised', () => {
  it('is nobody’s to see: what a schema does not name stays here', async () => {
    const secret = { name: 'x', token: 'sb_secret' }
    const { ask, actions } = await createApi()
    const [client] = actions.clients()
    const leaky = await createApi({ actions: { clients: () => (client ? [{ ...client, ...secret }] : []) } })
    expect((await leaky.ask('GET', '/api/v1/clients')).text).not.toContain('sb_secret')
    expect(await ask('GET', '/api/v1/clients')).toMatchObject({ status: 200 })
  })

  it('is our mistake, and no word of it goes out', async () => {
    const king = { ...sampleStats.clients[0], role: 'king' } as never
    const { ask, logged } = await createApi({ actions: { clients: () => [king] } })
    expect(await ask('GET', '/api/v1/clients')).toMatchObject({ status: 500, body: { code: 'internal_error' } })
    expect(JSON.stringify(logged)).toContain('ZodError')
  })
})
