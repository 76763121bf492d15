import { describe, expect, it } from 'vitest'
import { parseDavPath, toHref } from './dav-path.js'

const root = { kind: 'root' }
const folder = { kind: 'folder', folder: '2026-11' }
const file = (name: string) => ({ kind: 'file', folder: '2026-11', name })

describe('an address below /dav', () => {
  it.each([
    ['/dav', '', root],
    ['/dav/', '', root],
    ['/dav?x=/y', '', root],
    ['http://example.org:8080/files/dav/2026-11/a%2Fb', '/files', file('a/b')],
    ['HTTPS://example.org/dav', '', root],
    ['/dav/2026-11', '', folder],
    ['/dav/2026-11/?format=json', '', folder],
    ['/files/dav/2026-11/', '/files', folder],
    ['/a/b/dav/2026-11/film.mp4', '/a/b', file('film.mp4')],
    ['/dav/2026-11/a%20b%3F%23%25%26.mp4', '', file('a b?#%&.mp4')],
    ['/dav/2026-11/%D1%84%D0%B8%D0%BB%D1%8C%D0%BC.mp4', '', file('фильм.mp4')],
    // Names like any other, which no file has.
    ['/dav/2026-11/%2e%2e', '', file('..')],
    ['/dav/2026-11/..%2F2026-10%2Fx', '', file('../2026-10/x')],
    ['/dav/2026-11%2Ffilm.mp4', '', { kind: 'folder', folder: '2026-11/film.mp4' }],
    ['/dav/2026-11/a%00b', '', file('a\0b')],
  ])('%s is read part by part', (url, prefix, path) => {
    expect(parseDavPath(url, prefix)).toEqual(path)
  })

  it.each([
    '/dav//',
    '/dav//2026-11/',
    '/dav/2026-11//film.mp4',
    '/dav/2026-11/film.mp4/',
    '/dav/2026-11/film.mp4/x',
    '/dav/2026-11/../../dl/x',
    '/dav/2026-11/%zz',
    '/dav/2026-11/%ff',
    '/dav/%ed%a0%80/',
  ])('%s is none', (url) => {
    expect(parseDavPath(url, '')).toBeNull()
  })

  it.each(['film.mp4', 'a b?#%&+;=@:.mp4', `it's (2)!*~.mp4`, 'фильм 文件 👩‍👩‍👧.mkv', '\\', '%2F', '..'])(
    'is written for %s so that it is read as the same',
    (name) => {
      const href = toHref('/files', { kind: 'file', folder: '2026-11', name })
      expect(href).toMatch(/^[A-Za-z0-9/%.~_!*'()-]+$/)
      expect(parseDavPath(href, '/files')).toEqual(file(name))
    },
  )
})
