import { expect, it } from 'vitest'
import { basePathOf } from './base-path.js'

it.each([
  ['/admin', ''],
  ['/admin/', ''],
  ['/files/admin', '/files'],
  ['/a/b/admin', '/a/b'],
  ['/admin/admin', '/admin'],
])('is, for the page at %s, %j', (pathname, basePath) => {
  expect(basePathOf(pathname)).toBe(basePath)
})
