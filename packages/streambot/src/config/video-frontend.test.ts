import { describe, expect, it } from 'vitest'
import { EnvReader } from './env-reader.js'
import { readVideoFrontendUrl } from './video-frontend.js'

describe('VIDEO_FRONTEND_URL', () => {
  it('is kept as it is written, because an address is put right behind it', () => {
    for (const url of ['https://player.example.org/?url=', 'http://10.0.0.1/play/', 'https://x.example']) {
      expect(readVideoFrontendUrl(new EnvReader({ VIDEO_FRONTEND_URL: url }))).toBe(url)
    }
    expect(readVideoFrontendUrl(new EnvReader({}))).toBeNull()
  })

  it.each(['player.example.org', 'javascript:alert(1)//', 'vlc://'])('refuses %s and says what to write', (url) => {
    const reader = new EnvReader({ VIDEO_FRONTEND_URL: url })
    expect(readVideoFrontendUrl(reader)).toBeNull()
    expect(reader.problems).toMatchObject([
      { name: 'VIDEO_FRONTEND_URL', message: expect.stringContaining('?url=') as string },
    ])
  })
})
