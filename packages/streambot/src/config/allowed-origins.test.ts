import { describe, expect, it } from 'vitest'
import { readAllowedOrigins } from './allowed-origins.js'
import { EnvReader } from './env-reader.js'

function read(value?: string) {
  const reader = new EnvReader({ CORS_ALLOWED_ORIGINS: value })
  return { origins: readAllowedOrigins(reader), problems: reader.problems.map(({ message }) => message) }
}

describe('CORS_ALLOWED_ORIGINS', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['*', '*'],
    ['https://player.example.org', ['https://player.example.org']],
    [
      'HTTPS://Player.Example.org:443/, http://localhost:3000 http://localhost:3000',
      ['https://player.example.org', 'http://localhost:3000'],
    ],
    ['http://[::1]:8080', ['http://[::1]:8080']],
  ])('%j allows %j', (value, origins) => {
    expect(read(value)).toEqual({ origins, problems: [] })
  })

  it.each([
    'player.example.org',
    'https://a.example/path',
    'https://u:p@a.example',
    'null',
    'https://',
    '*, https://a.example',
  ])('%j is explained', (value) => {
    expect(read(value).problems).toEqual([expect.stringMatching(/^CORS_ALLOWED_ORIGINS holds /) as string])
  })
})
