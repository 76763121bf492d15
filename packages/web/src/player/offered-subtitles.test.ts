import { describe, expect, it } from 'vitest'
import { preferredSubtitles, readOffers } from './offered-subtitles.js'

const offers = ['', 'de', 'pt-BR', 'en', 'pt'].map((language) => ({ src: `../${language}`, label: language, language }))

describe('of subtitles beside a film', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['pt-PT'], 'pt-BR'],
    [['pt'], 'pt'],
    [['PT-br'], 'pt-BR'],
    [['fr', 'en-GB'], 'en'],
    [['fr'], ''],
    [[], ''],
  ])('a visitor of %j wants those in %j', (languages, language) => {
    expect(preferredSubtitles(offers, languages)?.language).toBe(language)
  })

  it('there may be none', () => {
    expect(preferredSubtitles([], ['en'])).toBeUndefined()
  })

  it('the page tells, and what is none is passed over', () => {
    expect(readOffers(JSON.stringify(offers))).toEqual(offers)
    expect(readOffers(JSON.stringify([offers[0], null, 7, { src: 'a' }]))).toEqual([offers[0]])
    for (const text of [undefined, '', '{', '{}', 'null']) expect(readOffers(text)).toEqual([])
  })
})
