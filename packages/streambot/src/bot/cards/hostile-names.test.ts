/** What people call their files, write under them and search for can never become markup, or too much for one message. */
import { thtml } from '@mtcute/html-parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UNRESTRICTED } from '../../core/link.js'
import type { Subtitles } from '../../core/subtitles.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { ListViews, toSearch } from '../list-views.js'
import { linkOf } from '../own-links.fixture.js'
import { signPress } from '../press-data.js'
import { askForPassword } from '../presses/ask-for-password.js'
import { markupOf } from '../reply.contract.js'
import { LANGUAGES, textsFor } from '../texts/texts.js'
import { batchCard } from './batch-card.js'
import { publicLinkCard, type MadeLink } from './link-card.js'
import { linkList } from './link-list.js'
import {
  downloadsQuestion,
  expiryQuestion,
  managedCard,
  passwordQuestion,
  revokeQuestion,
  subtitlesQuestion,
  type CardAsk,
} from './managed-card.js'
import { brief } from './one-line.js'
import { refusalCard, refusalText } from './refusal-card.js'
import { subtitlesCard, subtitlesRefusalCard, takenOffCard } from './subtitles-card.js'

const hostile = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.constantFrom('<b>', '</b>', '&lt;', '<a href="x">', '"', '&', '<!--', '😀', '\n', '\u202e'),
    ),
  )
  .map((parts) => parts.join(''))

function madeOf(name: string): MadeLink {
  const restrictions = { ...UNRESTRICTED, passwordHash: 'x', maxDownloads: 5 }
  const link = linkOf(1, { name, restrictions })
  const base = 'https://example.org'
  return { link, downloadUrl: `${base}/dl/t`, streamUrl: `${base}/stream/t`, watchUrl: `${base}/watch/t` }
}

function managedOf(text: string) {
  return { ...madeOf(text), caption: text }
}

function subtitlesOf(name: string): Subtitles {
  return { id: 'f'.repeat(16), name, language: null, logMessageId: 1, telegramFileId: '1', sizeBytes: 1 }
}

const CARDS: Readonly<Record<string, (ask: CardAsk, text: string) => Reply>> = {
  'the list of links': (ask, text) => {
    const links = Array.from({ length: 8 }, (_, index) => linkOf(index + 1, { name: `a${text}` }))
    const found = { links, page: 1, hasNext: true, isCut: true }
    return linkList(ask, { found, search: `a${toSearch(text)}`, views: new ListViews(), nowMs: 0 })
  },
  'a list of nothing': (ask, text) => {
    const found = { links: [], page: 0, hasNext: false, isCut: false }
    return linkList(ask, { found, search: `a${toSearch(text)}`, views: new ListViews(), nowMs: 0 })
  },
  'the card of a link': (ask, text) => managedCard(ask, managedOf(`a${text}`), ['0'], 0),
  'the card of a link that has ended': (ask, text) => managedCard(ask, managedOf(`a${text}`), ['0'], 1e12),
  'the question whether to revoke': (ask, text) => revokeQuestion(ask, { link: madeOf(`a${text}`).link, origin: [] }),
  'the question of how long': (ask, text) => expiryQuestion(ask, { link: madeOf(`a${text}`).link, origin: [] }, ['1h']),
  'the question of how many': (ask, text) => downloadsQuestion(ask, { link: madeOf(`a${text}`).link, origin: [] }),
  'the question of which password': (ask, text) => passwordQuestion(ask, { link: madeOf(`a${text}`).link, origin: [] }),
  'the question which subtitles shall go': (ask, text) => {
    const { link } = madeOf(`a${text}`)
    const subtitles = Array.from({ length: 16 }, () => subtitlesOf(`a${text}.srt`))
    return subtitlesQuestion(ask, { link: { ...link, subtitles }, origin: ['0'] })
  },
  'the question for a password': (ask, text) =>
    askForPassword(ask, { link: madeOf(`a${text}`).link, origin: [] }).send ?? { html: '' },
  'a card in a group': ({ texts }, text) => publicLinkCard(texts, madeOf(`a${text}`), `a${text}`),
  'a card of several': (ask, text) => {
    const refused = Array.from({ length: 9 }, () => ({ name: `a${text}`, why: 'because' }))
    return batchCard(
      ask,
      Array.from({ length: 60 }, () => madeOf(`a${text}`)),
      refused,
      null,
    )
  },
  'the card of subtitles': (ask, text) => {
    const subtitles = subtitlesOf(`a${text}.srt`)
    const made = madeOf(`a${text}`)
    return subtitlesCard(ask, { ok: true, ...made, link: { ...made.link, subtitles: [subtitles] }, subtitles })
  },
  'what is no subtitles': ({ texts }, text) => subtitlesRefusalCard(texts, `a${text}.srt`, { reason: 'no_subtitles' }),
  'subtitles that were taken off': ({ texts }, text) =>
    takenOffCard(texts, madeOf(`a${text}`).link, subtitlesOf(`a${text}.srt`)),
  'a language that nobody speaks': ({ texts }, text) => ({
    html: texts.languages.unknown(brief(`a${text}`), ['en']),
  }),
}

describe.each(LANGUAGES)('in %s', (language) => {
  const texts = textsFor(language)
  const key = { id: 1, secret: new Uint8Array(32), createdAtMs: 0 }
  const keys = { signing: key, key: () => key }
  const button: Ask['button'] = (text, name, ...args) => ({
    text,
    data: signPress(keys, Number.MAX_SAFE_INTEGER, { name, args }),
  })
  const ask: CardAsk = { texts, button }

  function entitiesOf({ html }: Reply): string[] {
    const parsed = thtml(html)
    const { text, entities = [] } = typeof parsed === 'string' ? { text: parsed } : parsed
    expect(text.length).toBeLessThanOrEqual(4096)
    expect(text).not.toMatch(/\p{Surrogate}/u)
    expect(entities.length).toBeLessThanOrEqual(100)
    return entities.map((entity) => entity._)
  }

  it.each(Object.entries(CARDS))('%s is what it is with a plain name', (_, toCard) => {
    const plain = entitiesOf(toCard(ask, ''))
    fc.assert(
      fc.property(hostile, (text) => {
        expect(entitiesOf(toCard(ask, text))).toEqual(plain)
      }),
      { numRuns: 60 },
    )
  })

  it.each(Object.entries(CARDS))('%s fits, whatever is the longest name', (_, toCard) => {
    for (const text of ['𝕬'.repeat(2000), '👩‍👩‍👧‍👦'.repeat(300), 'e\u0301'.repeat(2000)]) markupOf(toCard(ask, text))
  })

  describe('a card of five hundred files', () => {
    const name = '𝕬'.repeat(200)
    const allowed = Array.from({ length: 100 }, (_, n) => `application/${'𝕬'.repeat(60)}${n}`)
    const refusedAs = (n: number) => {
      const refusal = { reason: 'type_not_allowed', mimeType: `${n}/${'𝕬'.repeat(60)}`, allowed } as const
      return { name, why: refusalText(texts, refusal) }
    }

    it('has as many links as fit, and a reason, whatever is said of the others', () => {
      const made = Array.from({ length: 500 }, () => madeOf(name))
      const refused = Array.from({ length: 500 }, (_, n) => refusedAs(n % 10))
      const card = batchCard(ask, made, refused, null)
      markupOf(card)
      expect(card.html.match(/<a /g)?.length).toBeGreaterThan(30)
      expect(card.html).toContain(refused[0]?.why)
    })

    it('has room for a reason, however long the names of the links are', () => {
      for (let length = 1; length <= 60; length++) {
        const made = Array.from({ length: 40 }, () => madeOf('x'.repeat(length)))
        const refused = [0, 1].map((n) => ({ name, why: `${n}${'y'.repeat(1300)}` }))
        const card = batchCard(ask, made, refused, null)
        markupOf(card)
        expect(card.html).toContain(refused[0]?.why)
      }
    })

    it('tells how many were refused for reasons that there is no room for', () => {
      const refused = Array.from({ length: 500 }, (_, n) => refusedAs(n % 50))
      const card = batchCard(ask, [], refused, null)
      markupOf(card)
      expect(card.html.split('\n').at(-1)).toBe(texts.files.moreRefused('460'))
    })

    it('has a single reason of any length', () => {
      expect(refusedAs(0).why.length).toBeLessThan(800)
      markupOf(refusalCard(texts, { reason: 'type_not_allowed', mimeType: name, allowed }))
    })
  })
})
