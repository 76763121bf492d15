/** What the tus protocol asks of answers, without Telegram. */
import type { InjectOptions } from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { createApi, type ApiFixtureOptions } from '../../../context/api.fixture.js'
import type { FileUploads } from '../../../actions/upload-file.js'
import { UploadSessions } from '../../../actions/upload-sessions.js'
import { NOW_MS } from '../../../context/api-samples.fixture.js'
import type { OpenUpload } from '../../../ports/uploads.js'
import { sampleLink } from '../../../ports/link-store.contract.js'

const PAGE = 'https://page.example'
const TUS = { 'tus-resumable': '1.0.0' }
const NAMED = { 'upload-metadata': `filename ${Buffer.from('a.bin').toString('base64')}` }

const files: Pick<FileUploads, 'begin' | 'receive' | 'complete' | 'maxSizeBytes'> = {
  maxSizeBytes: () => 100,
  begin: () => Promise.resolve({ ok: true, upload: { receivedBytes: 0 } as OpenUpload }),
  receive: async (upload, chunks) => {
    for await (const chunk of chunks) (upload as { receivedBytes: number }).receivedBytes += chunk.length
    return null
  },
  complete: () => {
    return Promise.resolve({
      ok: true,
      link: sampleLink,
      isNew: true,
      downloadUrl: 'http://x/dl/t',
      streamUrl: '',
      watchUrl: '',
    })
  },
}

async function start(options: ApiFixtureOptions = {}) {
  const clock = { now: () => NOW_MS }
  const uploadSessions = new UploadSessions({ clock, files })
  const api = await createApi({ ...options, actions: { uploadSessions, findLink: () => Promise.resolve(sampleLink) } })
  onTestFinished(() => api.server.drain(0))
  const send = (method: InjectOptions['method'], url: string, headers: Record<string, string> = {}, payload = '') =>
    api.app.inject({
      method: method ?? 'GET',
      url,
      headers: { authorization: `Bearer ${api.all.token}`, ...TUS, ...headers },
      ...(payload === '' ? {} : { payload }),
    })
  const begin = async (headers: Record<string, string> = { 'upload-length': '5', ...NAMED }) => {
    const response = await send('POST', '/api/v1/uploads', headers)
    return { response, url: `/api/v1/${String(response.headers['location'])}` }
  }
  return { ...api, send, begin }
}

it('an upload is begun, gone on with, told of, and a link in the end', async () => {
  const { send, begin, ask } = await start()
  const { response, url } = await begin()
  expect([response.statusCode, response.body]).toEqual([201, ''])
  expect(response.headers).toMatchObject({
    location: expect.stringMatching(/^uploads\/[0-9a-f]{32}$/) as string,
    'tus-resumable': '1.0.0',
    'upload-expires': new Date(Date.parse(String(response.headers['upload-expires']))).toUTCString(),
  })
  const piece = { 'content-type': 'application/offset+octet-stream' }
  const first = await send('PATCH', url, { ...piece, 'upload-offset': '0' }, 'abc')
  expect(first).toMatchObject({ statusCode: 204, headers: { 'upload-offset': '3' } })
  expect(first.headers['link']).toBeUndefined()
  expect((await send('HEAD', url)).headers).toMatchObject({
    'upload-offset': '3',
    'upload-length': '5',
    'cache-control': 'no-store',
    ...NAMED,
  })
  expect((await ask('GET', url)).body).toMatchObject({ state: 'open', receivedBytes: 3, sizeBytes: 5, link: null })
  const last = await send('PATCH', url, { ...piece, 'upload-offset': '3' }, 'de')
  expect(last.headers['link']).toBe('<http://x/dl/t>; rel="enclosure"')
  expect((await ask('GET', url)).body).toMatchObject({ state: 'linked', expiresAt: null, link: { id: sampleLink.id } })
})

it('what is refused is a problem as the document has it, and says which version is spoken', async () => {
  const { begin, ask, send } = await start()
  const { url } = await begin()
  const length = { 'upload-length': '5' }
  const pieces = { ...TUS, 'content-type': 'application/offset+octet-stream' }
  const questions: [
    method: 'POST' | 'PATCH' | 'DELETE',
    url: string,
    headers: Record<string, string>,
    expected: string,
  ][] = [
    ['POST', '/api/v1/uploads', { ...TUS, ...NAMED }, '400 invalid_input'],
    ['POST', '/api/v1/uploads', { ...TUS, ...NAMED, 'upload-length': 'many' }, '400 invalid_input'],
    ['POST', '/api/v1/uploads', { ...TUS, ...NAMED, 'upload-length': '101' }, '413 upload_too_large'],
    ['POST', '/api/v1/uploads', { ...TUS, ...length }, '400 invalid_input'],
    ['POST', '/api/v1/uploads', { ...TUS, ...length, 'upload-metadata': 'filename !' }, '400 invalid_input'],
    ['POST', '/api/v1/uploads', { ...TUS, ...NAMED, 'upload-defer-length': '1' }, '400 invalid_input'],
    ['POST', '/api/v1/uploads', { ...TUS, ...NAMED, ...length, 'upload-concat': 'partial' }, '400 invalid_input'],
    ['POST', '/api/v1/uploads', { ...NAMED, ...length, 'tus-resumable': '0.2.2' }, '412 tus_version'],
    ['POST', '/api/v1/uploads', {}, '400 invalid_input'],
    ['PATCH', url, { ...pieces, 'upload-offset': '1' }, '409 upload_offset_wrong'],
    ['PATCH', url, { ...pieces, 'upload-offset': '-1' }, '400 invalid_input'],
    ['PATCH', url, pieces, '400 invalid_input'],
    ['PATCH', url, { ...TUS, 'upload-offset': '0', 'content-type': 'text/plain' }, '400 invalid_input'],
    ['PATCH', url, { 'upload-offset': '0' }, '412 tus_version'],
    ['PATCH', `${url}0`, { ...pieces, 'upload-offset': '0' }, '404 no_such_record'],
    ['DELETE', `${url}0`, TUS, '404 no_such_record'],
  ]
  for (const [method, path, headers, expected] of questions) {
    const { status, body, headers: told } = await ask(method, path, { headers })
    expect(`${status} ${String(body['code'])}`, `${method} ${JSON.stringify(headers)}`).toBe(expected)
    expect(told).toMatchObject({ 'tus-resumable': '1.0.0', 'tus-version': '1.0.0' })
  }
  const override = await send('POST', url, { 'x-http-method-override': 'PUT' })
  expect(override.statusCode).toBe(405)
})

it('anybody may ask what there is; a page on another origin may begin, and read what it is told', async () => {
  const { app, begin } = await start({ http: { allowedOrigins: [PAGE] } })
  const offered = await app.inject({ method: 'OPTIONS', url: '/api/v1/uploads' })
  expect(offered.headers).toMatchObject({ 'tus-version': '1.0.0', 'tus-max-size': '100' })
  const asked = await app.inject({
    method: 'OPTIONS',
    url: '/api/v1/uploads',
    headers: {
      origin: PAGE,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,tus-resumable,upload-length,upload-metadata',
    },
  })
  const taken = String(asked.headers['access-control-allow-headers']).toLowerCase().split(', ')
  expect(taken).toEqual(expect.arrayContaining(['tus-resumable', 'upload-length', 'upload-metadata', 'upload-offset']))
  const { response } = await begin({ origin: PAGE, 'upload-length': '5', ...NAMED })
  expect(response.headers['access-control-allow-origin']).toBe(PAGE)
  const exposed = String(response.headers['access-control-expose-headers'])
  for (const name of ['Location', 'Upload-Offset', 'Upload-Expires', 'Link']) expect(exposed).toContain(name)
})

it('an address that no page was allowed from is not let in by the tus server either', async () => {
  const { begin } = await start()
  const { response } = await begin({ origin: PAGE, 'upload-length': '5', ...NAMED })
  expect(response.headers['access-control-allow-origin']).toBeUndefined()
})
