/** Gives a media element another address of the same film, where it was, as fast, and playing if it did. */
export function replaceSource(media: HTMLMediaElement, address: string): void {
  const { currentTime, paused, playbackRate } = media
  const goOn = () => {
    if (currentTime > 0) media.currentTime = currentTime
    media.playbackRate = playbackRate
    // A refusal to play is an error event as well.
    if (!paused) void media.play().catch(() => {})
  }
  media.addEventListener('loadedmetadata', goOn, { once: true })
  media.src = address
}
