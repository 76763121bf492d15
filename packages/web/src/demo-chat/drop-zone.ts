/** Files dropped anywhere on the page, or pasted into it. */
export function acceptDrops(page: HTMLElement, onFiles: (files: readonly File[]) => void): void {
  // dragenter and dragleave fire for every element passed over; only the balance tells whether the page was left.
  let depth = 0
  const setActive = (active: boolean) => page.classList.toggle('dragging', active)

  page.addEventListener('dragenter', (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    depth++
    setActive(true)
  })
  page.addEventListener('dragover', (event) => {
    if (!carriesFiles(event)) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
  })
  page.addEventListener('dragleave', (event) => {
    if (!carriesFiles(event)) return
    depth = Math.max(0, depth - 1)
    setActive(depth > 0)
  })
  page.addEventListener('drop', (event) => {
    depth = 0
    setActive(false)
    if (!carriesFiles(event)) return
    event.preventDefault()
    onFiles(droppedFiles(event))
  })
  page.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    onFiles(files)
  })
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

/** Folders arrive looking like small files, and reading one fails. */
function droppedFiles(event: DragEvent): File[] {
  return [...(event.dataTransfer?.items ?? [])]
    .filter((item) => item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory !== true)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null)
}
