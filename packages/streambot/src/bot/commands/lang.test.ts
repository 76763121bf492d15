import { describe, expect, it } from 'vitest'
import { message, press, TestBot } from '../test-bot.fixture.js'

describe('/lang', () => {
  it('asks, and speaks the chosen language from then on', async () => {
    const bot = new TestBot()
    await bot.receive(message({ text: '/lang' }))
    const question = bot.sent[0]?.reply
    if (!question) throw new Error('there is no question')
    expect(question.buttons?.flat().map(({ text }) => text)).toEqual(['English', 'Deutsch', 'As my Telegram'])
    await bot.receive(press(question, 'Deutsch'))
    expect(bot.edits[0]?.reply.html).toBe('Von jetzt an spreche ich Deutsch mit dir.')
    await bot.receive(message({ text: '/start' }))
    expect(bot.texts[1]).toContain('Hallo Ada!')
  })

  it('goes back to the language of the person’s Telegram', async () => {
    const bot = new TestBot()
    bot.languages.set(7, 'de')
    await bot.receive(message({ text: '/lang auto' }))
    expect(bot.texts[0]).toContain('From now on I speak the language of your Telegram')
    expect(bot.languages.size).toBe(0)
  })

  it('takes a language at once, and says which there are where it is none', async () => {
    const bot = new TestBot()
    for (const text of ['/lang DE', '/lang <b>x</b>', '/lang __proto__']) await bot.receive(message({ text }))
    expect(bot.texts).toEqual([
      'Von jetzt an spreche ich Deutsch mit dir.',
      '„&lt;b&gt;x&lt;/b&gt;“ spreche ich nicht. Diese Sprachen kann ich: en, de.',
      '„__proto__“ spreche ich nicht. Diese Sprachen kann ich: en, de.',
    ])
  })
})
