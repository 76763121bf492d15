import { describe, expect, it } from 'vitest'
import { StreamBotError } from '../core/errors.js'
import { verifyLinkToken } from '../core/link-token.js'
import type { Link, LinkKey } from '../core/link.js'
import type { IncomingFile } from '../ports/log-channel.js'
import { registerFile, type RegisterFileDeps } from './register-file.js'

const signal = new AbortController().signal
const oldKey: LinkKey = { id: 1, secret: new Uint8Array(32).fill(1), createdAtMs: 0 }
const key: LinkKey = { id: 2, secret: new Uint8Array(32).fill(2), createdAtMs: 1 }

const incoming: IncomingFile = {
  chatId: 7,
  messageId: 3,
  senderId: 7,
  file: {
    kind: 'document',
    name: 'report.pdf',
    mimeType: 'application/pdf',
    sizeBytes: 1234,
    telegramFileId: '99',
    durationSeconds: null,
    width: null,
    height: null,
  },
}

function setUp(overrides: Partial<RegisterFileDeps> = {}) {
  const added: Link[] = []
  const copied: IncomingFile[] = []
  const deps: RegisterFileDeps = {
    clock: { now: () => 1_000_500 },
    randomness: { bytes: (length) => new Uint8Array(length).fill(0xab) },
    linkKeys: [oldKey, key],
    links: {
      add: (link) => {
        added.push(link)
        return Promise.resolve()
      },
    },
    logChannel: {
      copy: (file) => {
        copied.push(file)
        return Promise.resolve(42)
      },
    },
    fileRules: { maxSizeBytes: null },
    linkRules: { baseUrl: 'https://example.org/files', expirySeconds: 60 },
    ...overrides,
  }
  return { deps, added, copied }
}

describe('registerFile', () => {
  it('copies the file, records the link, and answers with links whose token the newest key signed', async () => {
    const { deps, added, copied } = setUp()
    const result = await registerFile(deps, incoming, signal)
    expect(result).toMatchObject({ ok: true, link: { logMessageId: 42, ownerId: 7, expiresAtMs: 1_060_000 } })
    if (!result.ok) return
    expect(copied).toEqual([incoming])
    expect(added).toEqual([result.link])
    const token = /^https:\/\/example\.org\/files\/dl\/([\w-]+)\/report\.pdf$/.exec(result.downloadUrl)?.[1] ?? ''
    expect(verifyLinkToken([key], token)).toEqual({
      linkId: 'abababababababab',
      logMessageId: 42,
      sizeBytes: 1234,
      expiresAtMs: 1_060_000,
    })
    expect(result.streamUrl).toBe(result.downloadUrl.replace('/dl/', '/stream/'))
  })

  it('makes links that never expire when configured so', async () => {
    const { deps } = setUp({ linkRules: { baseUrl: 'http://x', expirySeconds: null } })
    expect(await registerFile(deps, incoming, signal)).toMatchObject({ ok: true, link: { expiresAtMs: null } })
  })

  it('refuses a file that is too large without copying it', async () => {
    const { deps, copied, added } = setUp({ fileRules: { maxSizeBytes: 1000 } })
    expect(await registerFile(deps, incoming, signal)).toEqual({
      ok: false,
      refusal: { reason: 'file_too_large', sizeBytes: 1234, maxSizeBytes: 1000 },
    })
    expect(copied).toEqual([])
    expect(added).toEqual([])
  })

  it('gives out no link that could not be recorded', async () => {
    const { deps } = setUp({
      links: { add: () => Promise.reject(new StreamBotError('store_unavailable', 'disk full')) },
    })
    await expect(registerFile(deps, incoming, signal)).rejects.toMatchObject({ code: 'store_unavailable' })
  })

  it('leaves a name out of the link that would make it too long for a chat', async () => {
    const { deps } = setUp()
    const file = { ...incoming.file, name: '😀'.repeat(300) }
    const result = await registerFile(deps, { ...incoming, file }, signal)
    expect(result.ok && result.downloadUrl.length).toBeLessThan(100)
  })
})
