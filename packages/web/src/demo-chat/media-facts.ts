/**
 * What the browser can tell of a picture, video or piece of music, as a Telegram app measures it before sending.
 * Null for other files, and for formats this browser cannot read: those travel as plain files.
 */
export interface MediaFacts {
  readonly width: number | null
  readonly height: number | null
  readonly durationSeconds: number | null
}

const TIMEOUT_MS = 4000

export async function measureMedia(address: string, mimeType: string): Promise<MediaFacts | null> {
  try {
    if (mimeType.startsWith('image/')) return await measureImage(address)
    if (mimeType.startsWith('video/')) return await measurePlayable(document.createElement('video'), address)
    if (mimeType.startsWith('audio/')) return await measurePlayable(document.createElement('audio'), address)
  } catch {
    // Unreadable here; the bot takes it all the same.
  }
  return null
}

async function measureImage(address: string): Promise<MediaFacts> {
  const image = new Image()
  const loaded = firstEvent(image, 'load')
  image.src = address
  await loaded
  return { width: image.naturalWidth, height: image.naturalHeight, durationSeconds: null }
}

async function measurePlayable(player: HTMLMediaElement, address: string): Promise<MediaFacts | null> {
  const loaded = firstEvent(player, 'loadedmetadata')
  player.preload = 'metadata'
  player.src = address
  try {
    await loaded
    if (!Number.isFinite(player.duration)) return null
    const isVideo = player instanceof HTMLVideoElement && player.videoWidth > 0
    return {
      width: isVideo ? player.videoWidth : null,
      height: isVideo ? player.videoHeight : null,
      durationSeconds: player.duration,
    }
  } finally {
    player.removeAttribute('src')
    player.load() // lets the file go
  }
}

function firstEvent(target: EventTarget, name: string): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  return new Promise((resolve, reject) => {
    target.addEventListener(name, () => resolve(), { once: true })
    target.addEventListener('error', () => reject(new Error('unreadable')), { once: true })
    signal.addEventListener('abort', () => reject(new Error('took too long')), { once: true })
  })
}
