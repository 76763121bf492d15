import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSubtitlesName, labelOf, languageOf } from './subtitles.js'

describe('the name of a file of subtitles', () => {
  it.each([
    ['film.de.srt', 'de', 'German'],
    ['Film.2026.1080p.eng.srt', 'en', 'English'],
    ['film.pt-BR.forced.ass', 'pt-BR', 'Brazilian Portuguese'],
    ['film.EN.SDH.vtt', 'en', 'English'],
    ['film_fr.ssa', 'fr', 'French'],
  ])('%s says %s', (name, language, label) => {
    expect(isSubtitlesName(name)).toBe(true)
    expect(languageOf(name)).toBe(language)
    expect(labelOf({ name, language })).toBe(label)
  })

  it.each(['film.srt', 'it.srt', 'Let.It.Be.srt', 'Groundhog.day.srt', 'film.mkv.srt', 'film.xx.srt', '.srt', 'de'])(
    '%s says no language',
    (name) => expect(languageOf(name)).toBeNull(),
  )

  it.each(['Show.ep-05.srt', 'film.dd-51.srt', 'film.pt-02.ass', 'film.en-ab1.vtt'])(
    '%s has what looks like a tag and is none',
    (name) => expect(languageOf(name)).toBeNull(),
  )

  it('without a language is what they are called by, made safe', () => {
    expect(labelOf({ name: 'a/b\u202e.srt', language: null })).not.toMatch(/[/\u202e]/)
    expect(labelOf({ name: 'Film.srt', language: null })).toBe('Film')
  })

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^a\.[a-zA-Z]{2,3}-[a-z0-9]{2,8}$/)), (name) => {
        const language = languageOf(`${name}.srt`)
        expect(labelOf({ name, language })).not.toBe('')
      }),
    )
  })
})

it.each(['film.srt.zip', 'film.sub', 'srt', 'film.mp4'])('%s is not called as subtitles are', (name) => {
  expect(isSubtitlesName(name)).toBe(false)
})
