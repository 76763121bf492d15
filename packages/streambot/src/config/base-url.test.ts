import { describe, expect, it } from 'vitest'
import { basePathOf, readBaseUrl } from './base-url.js'
import { EnvReader, type Env } from './env-reader.js'

function read(env: Env): { url: string | null; problems: string[] } {
  const reader = new EnvReader(env)
  return { url: readBaseUrl(reader, 8080), problems: reader.problems.map((problem) => problem.message) }
}

describe('readBaseUrl', () => {
  it.each<[Env, string | null]>([
    [{}, null],
    [{ BASE_URL: 'https://example.org' }, 'https://example.org'],
    [{ BASE_URL: 'https://example.org/' }, 'https://example.org'],
    [{ BASE_URL: 'https://example.org:443/files/' }, 'https://example.org/files'],
    [{ BASE_URL: 'http://10.0.0.5:8080' }, 'http://10.0.0.5:8080'],
    [{ BASE_URL: 'https://bücher.example' }, 'https://xn--bcher-kva.example'],
    [{ PUBLIC_URL: 'https://example.org' }, 'https://example.org'],
    [{ FQDN: 'example.org' }, 'http://example.org:8080'],
    [{ FQDN: 'example.org', HAS_SSL: 'True' }, 'https://example.org:8080'],
    [{ FQDN: 'example.org', HAS_SSL: '1', NO_PORT: 'yes' }, 'https://example.org'],
    [{ FQDN: 'https://example.org', NO_PORT: 'false' }, 'https://example.org'],
    [{ BASE_URL: 'https://example.org', FQDN: 'other.org' }, 'https://example.org'],
  ])('reads %j', (env, url) => {
    expect(read(env)).toEqual({ url, problems: [] })
  })

  it.each([
    'example.org',
    'example.org:8080',
    'ftp://example.org',
    'https://',
    'https://u:p@example.org',
    'https://example.org/?a=b',
    'https://example.org/#x',
    'https://example.org/:token',
    'https://example.org//a',
  ])('refuses %s and says so once', (url) => {
    expect(read({ BASE_URL: url })).toEqual({ url: null, problems: [expect.stringContaining('BASE_URL ')] })
  })

  it('refuses flags that are neither true nor false', () => {
    expect(read({ FQDN: 'example.org', HAS_SSL: 'maybe' }).problems).toEqual([
      'HAS_SSL must be true or false, not "maybe"',
    ])
  })
})

describe('basePathOf', () => {
  it('is the path without a slash at the end', () => {
    expect([null, 'https://a.org', 'https://a.org/x/y'].map(basePathOf)).toEqual(['', '', '/x/y'])
  })
})
