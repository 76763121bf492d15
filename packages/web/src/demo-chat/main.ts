/** The demo's chat page: a person's private chat with the bot, kept true by the server's events. */
import { ChatApiError, listen, pressButton, readChat, sendText } from './chat-api.js'
import type { ChatView, MessageView } from './chat-view.js'
import { setUpComposer } from './composer.js'
import { acceptDrops } from './drop-zone.js'
import { byId } from './element.js'
import type { Preview } from './file-card.js'
import { MessageLog } from './message-log.js'
import { UploadQueue } from './upload-queue.js'

const NOTICE_MS = 6000

const page = document.body
const picker = byId('picker', HTMLInputElement)
const notice = byId('notice', HTMLElement)
const announcements = byId('announcements', HTMLElement)
const field = byId('text', HTMLTextAreaElement)

const previews = new Map<string, Preview>()
let maxUploadBytes = Infinity

const log = new MessageLog(byId('scroller', HTMLElement), byId('messages', HTMLElement), previews, {
  sendText: (text) => attempt(() => sendText(text)),
  press: (messageId, data) => {
    attempt(async () => {
      const answer = await pressButton(messageId, data)
      if (answer.text !== null) showNotice(answer.text)
    })
  },
  copy: (text) => {
    attempt(async () => {
      await navigator.clipboard.writeText(text)
      showNotice('Copied')
    })
  },
})

const uploads = new UploadQueue({
  previews,
  maxBytes: () => maxUploadBytes,
  announce: (text) => (announcements.textContent = text),
  show(bubble) {
    log.append(bubble)
    page.classList.add('has-files')
  },
})

function sendFiles(files: Iterable<File>): void {
  uploads.add(files)
}

function showChat(chat: ChatView): void {
  maxUploadBytes = chat.maxUploadBytes
  byId('bot-name', HTMLElement).textContent = chat.bot.name
  document.title = `${chat.bot.name} · demo`
  log.showAll(chat)
  for (const message of chat.messages) noteUpload(message)
  page.classList.toggle('has-files', log.hasFiles)
  page.classList.add('ready')
}

function noteUpload(message: MessageView): void {
  if (message.uploadKey !== null) uploads.arrived(message.uploadKey)
  if (message.file) page.classList.add('has-files')
}

function showNotice(text: string): void {
  notice.textContent = text
  notice.hidden = false
  setTimeout(() => {
    if (notice.textContent === text) notice.hidden = true
  }, NOTICE_MS)
}

function attempt(action: () => Promise<void>): void {
  action().catch((error: unknown) => {
    showNotice(error instanceof ChatApiError ? error.message : 'Something went wrong on this page. Reload it, please.')
  })
}

listen({
  opened: () => {
    page.classList.remove('offline')
    attempt(async () => showChat(await readChat()))
  },
  message: (message) => {
    noteUpload(message)
    log.show(message)
  },
  removed: (messageId) => log.remove(messageId),
  lost: () => page.classList.add('offline'),
})

setUpComposer(byId('composer', HTMLFormElement), field, (text) => attempt(() => sendText(text)))
acceptDrops(page, sendFiles)
for (const id of ['attach', 'choose']) byId(id, HTMLButtonElement).addEventListener('click', () => picker.click())
picker.addEventListener('change', () => {
  sendFiles([...(picker.files ?? [])])
  picker.value = '' // so that the same file can be chosen again
})
// A phone's keyboard would cover the page at once.
if (matchMedia('(hover: hover)').matches) field.focus()
