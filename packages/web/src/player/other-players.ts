/** Addresses that open a stream in another player, for what a browser cannot decode. Pure. */
export interface OtherPlayer {
  readonly name: string
  readonly href: string
}

export type Platform = 'android' | 'ios' | 'mac' | 'other'

/** @param touchPoints tells an iPad, which says that it is a Mac */
export function platformOf(userAgent: string, touchPoints: number): Platform {
  if (/android/i.test(userAgent)) return 'android'
  if (/iphone|ipad|ipod/i.test(userAgent)) return 'ios'
  if (/macintosh/i.test(userAgent)) return touchPoints > 1 ? 'ios' : 'mac'
  return 'other'
}

/** Those that exist there, the likeliest first. @param streamUrl absolute */
export function otherPlayers(platform: Platform, streamUrl: string, name: string): OtherPlayer[] {
  const encoded = encodeURIComponent(streamUrl)
  const intent = (appName: string, app: string) => ({ name: appName, href: toIntent(streamUrl, app, name) })
  // github.com/akiirui/mpv-handler: base64 as in addresses.
  const mpv = { name: 'mpv (with mpv-handler)', href: `mpv://play/${toBase64Url(streamUrl)}/` }
  const vlc = { name: 'VLC', href: `vlc://${streamUrl}` }
  const infuse = { name: 'Infuse', href: `infuse://x-callback-url/play?url=${encoded}` }
  switch (platform) {
    case 'android':
      return [
        intent('VLC', 'org.videolan.vlc'),
        intent('MX Player', 'com.mxtech.videoplayer.ad'),
        intent('mpv', 'is.xyz.mpv'),
      ]
    case 'ios':
      return [{ name: 'VLC', href: `vlc-x-callback://x-callback-url/stream?url=${encoded}` }, infuse]
    case 'mac':
      return [{ name: 'IINA', href: `iina://weblink?url=${encoded}` }, vlc, infuse, mpv]
    case 'other':
      return [vlc, mpv]
  }
}

/** developer.chrome.com/docs/android/intents */
function toIntent(streamUrl: string, app: string, name: string): string {
  const { protocol, host, pathname } = new URL(streamUrl)
  const scheme = protocol.replace(':', '')
  return `intent://${host}${pathname}#Intent;scheme=${scheme};type=video/*;package=${app};S.title=${encodeURIComponent(name)};end`
}

function toBase64Url(text: string): string {
  const binary = String.fromCharCode(...new TextEncoder().encode(text))
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
