import { describe, expect, it } from 'vitest'
import { otherPlayers, platformOf } from './other-players.js'

const URL_ = 'https://files.example.org/stream/AbC_-1/a%20film.mkv'

describe('other players', () => {
  it('are those that there are on the machine', () => {
    const names = (platform: Parameters<typeof otherPlayers>[0]) =>
      otherPlayers(platform, URL_, 'a').map(({ name }) => name)
    expect(names('android')).toEqual(['VLC', 'MX Player', 'mpv'])
    expect(names('ios')).toEqual(['VLC', 'Infuse'])
    expect(names('mac')).toEqual(['IINA', 'VLC', 'Infuse', 'mpv (with mpv-handler)'])
    expect(names('other')).toEqual(['VLC', 'mpv (with mpv-handler)'])
  })

  it('on Android are meant by name, with the title', () => {
    const [vlc, mx] = otherPlayers('android', URL_, 'a film; #1.mkv')
    expect(vlc?.href).toBe(
      'intent://files.example.org/stream/AbC_-1/a%20film.mkv#Intent;scheme=https;type=video/*;package=org.videolan.vlc;S.title=a%20film%3B%20%231.mkv;end',
    )
    expect(mx?.href).toContain(';package=com.mxtech.videoplayer.ad;')
  })

  it('get the address whole', () => {
    const encoded = encodeURIComponent(URL_)
    expect(otherPlayers('mac', URL_, 'a').map(({ href }) => href)).toEqual([
      `iina://weblink?url=${encoded}`,
      `vlc://${URL_}`,
      `infuse://x-callback-url/play?url=${encoded}`,
      'mpv://play/aHR0cHM6Ly9maWxlcy5leGFtcGxlLm9yZy9zdHJlYW0vQWJDXy0xL2ElMjBmaWxtLm1rdg/',
    ])
    expect(otherPlayers('ios', URL_, 'a')[0]?.href).toBe(`vlc-x-callback://x-callback-url/stream?url=${encoded}`)
  })
})

describe('the machine', () => {
  it.each([
    ['Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36', 5, 'android'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)', 5, 'ios'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 5, 'ios'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 0, 'mac'],
    ['Mozilla/5.0 (X11; Linux x86_64)', 0, 'other'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 10, 'other'],
  ])('%s with %i points of touch is %s', (userAgent, touchPoints, platform) => {
    expect(platformOf(userAgent, touchPoints)).toBe(platform)
  })
})
