/** What people call their files, write under them and search for can never become markup, or too much for one message. */
import { thtml } from '@mtcute/html-parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UNRESTRICTED } from '../../core/link.js'
import type { Reply } from '../../ports/messenger.js'
import type { Ask } from '../ask.js'
import { ListViews, toSearch } from '../list-views.js'
import { linkOf } from '../own-links.fixture.js'
import { askForPassword } from '../presses/ask-for-password.js'
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
  type CardAsk,
} from './managed-card.js'

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
  'the card of a link': (ask, text) => managedCard(ask, madeOf(`a${text}`), ['0'], 0),
  'the card of a link that has ended': (ask, text) => managedCard(ask, madeOf(`a${text}`), ['0'], 1e12),
  'the question whether to revoke': (ask, text) => revokeQuestion(ask, { link: madeOf(`a${text}`).link, origin: [] }),
  'the question of how long': (ask, text) => expiryQuestion(ask, { link: madeOf(`a${text}`).link, origin: [] }, ['1h']),
  'the question of how many': (ask, text) => downloadsQuestion(ask, { link: madeOf(`a${text}`).link, origin: [] }),
  'the question of which password': (ask, text) => passwordQuestion(ask, { link: madeOf(`a${text}`).link, origin: [] }),
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
  'a language that nobody speaks': ({ texts }, text) => ({
    html: texts.languages.unknown(`a${text}`.slice(0, 40), ['en']),
  }),
}

describe.each(LANGUAGES)('in %s', (language) => {
  const texts = textsFor(language)
  const button: Ask['button'] = (text, ...words) => ({ text, data: Buffer.from(words.join(' ')) })
  const ask: CardAsk = { texts, button }

  function entitiesOf({ html }: Reply): string[] {
    const parsed = thtml(html)
    const { text, entities = [] } = typeof parsed === 'string' ? { text: parsed } : parsed
    expect(text.length).toBeLessThan(4096)
    expect(entities.length).toBeLessThan(100)
    return entities.map((entity) => entity._)
  }

  it.each(Object.entries(CARDS))('%s is what it is with a plain name', (_, toCard) => {
    const plain = entitiesOf(toCard(ask, ''))
    fc.assert(
      fc.property(hostile, (text) => {
        const card = toCard(ask, text)
        expect(entitiesOf(card)).toEqual(plain)
        for (const shown of card.buttons?.flat() ?? []) {
          if ('data' in shown) expect(shown.data.length).toBeLessThanOrEqual(51)
        }
      }),
      { numRuns: 60 },
    )
  })
})
