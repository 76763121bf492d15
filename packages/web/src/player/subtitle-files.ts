/** Takes subtitle files: dropped anywhere on the page, or chosen by a button. What they say is read only when one comes. */
import { element } from '../demo-chat/element.js'
import type { Cue } from './subtitles/cue.js'

const ACCEPTED = '.srt,.vtt,.ass,.ssa'
/** A hundred times as much as a film's. */
const MAX_BYTES = 16 * 1024 * 1024

export interface SubtitleTaker {
  take(cues: readonly Cue[], name: string): void
  /** The file is no subtitles. */
  refuse(why: string): void
}

/** @returns the button */
export function takeSubtitleFiles(page: HTMLElement, taker: SubtitleTaker): HTMLButtonElement {
  const picker = element('input', { type: 'file', accept: ACCEPTED, hidden: '' })
  const button = element('button', { type: 'button', class: 'button' }, 'Add subtitles…')
  button.append(picker)
  button.addEventListener('click', (event) => event.target !== picker && picker.click())
  const take = (file: File | undefined) => {
    if (file) void readFile(file, taker)
  }
  picker.addEventListener('change', () => {
    take(picker.files?.[0])
    picker.value = '' // so that the same file can be chosen again
  })
  acceptDrops(page, take)
  return button
}

function acceptDrops(page: HTMLElement, take: (file: File | undefined) => void): void {
  const isFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false
  page.addEventListener('dragover', (event) => {
    if (!isFile(event)) return
    event.preventDefault()
    page.classList.add('dropping')
  })
  page.addEventListener('dragleave', (event) => event.relatedTarget === null && page.classList.remove('dropping'))
  page.addEventListener('drop', (event) => {
    if (!isFile(event)) return
    event.preventDefault()
    page.classList.remove('dropping')
    take(event.dataTransfer?.files[0])
  })
}

async function readFile(file: File, taker: SubtitleTaker): Promise<void> {
  try {
    if (file.size > MAX_BYTES) return taker.refuse(`${file.name} is too large to be subtitles.`)
    const [{ parseSubtitles }, bytes] = await Promise.all([
      import('./subtitles/parse-subtitles.js'),
      file.arrayBuffer(),
    ])
    const cues = parseSubtitles(new Uint8Array(bytes))
    if (cues.length === 0) taker.refuse(`${file.name} has no subtitles in it. SRT, VTT and ASS files work.`)
    else taker.take(cues, file.name)
  } catch {
    taker.refuse(`${file.name} cannot be read.`)
  }
}
