import { thtml } from '@mtcute/html-parser'
import { describe, expect, it } from 'vitest'
import type { FileRefusal } from '../../actions/register-file.js'
import { textsFor } from '../texts/texts.js'
import { refusalCard } from './refusal-card.js'

const texts = textsFor('en')

describe('a refusal', () => {
  it.each<[FileRefusal, string]>([
    [{ reason: 'banned', banReason: null, untilMs: null }, 'any more'],
    [{ reason: 'banned', banReason: 'spam', untilMs: Date.UTC(2026, 10, 24, 10, 15) }, 'until 2026-11-24 10:15 UTC'],
    [{ reason: 'banned', banReason: '<b>spam</b>', untilMs: null }, 'The reason: &lt;b&gt;spam&lt;/b&gt;'],
    [{ reason: 'not_allowed', mode: 'allow-list', userId: 7 }, 'your number is <code>7</code>'],
    [{ reason: 'not_allowed', mode: 'owner-only', userId: 7 }, 'its owner only'],
    [{ reason: 'subscription_unknown' }, 'again in a minute'],
    [{ reason: 'file_too_large', sizeBytes: 3 * 2 ** 30, maxSizeBytes: 2 ** 30 }, '3 GiB, and files up to 1 GiB'],
    [{ reason: 'type_not_allowed', mimeType: 'a/<b>', allowed: ['video/*', '.mkv'] }, '(a/&lt;b&gt;)'],
    [{ reason: 'type_not_allowed', mimeType: 'text/html', allowed: ['video/*', '.mkv'] }, 'video/*, .mkv'],
    [{ reason: 'type_not_allowed', mimeType: 'text/html', allowed: [] }, 'not taken here.'],
    [{ reason: 'too_many_links', retryAfterMs: 3_661_000 }, 'in 1 hour 1 minute 1 second.'],
    [{ reason: 'too_many_uploads', retryAfterMs: 12_000 }, 'in 12 seconds.'],
    [{ reason: 'service_busy', retryAfterMs: 2000 }, 'in 2 seconds.'],
  ])('%j says what helps', (refusal, words) => {
    expect(refusalCard(texts, refusal).html).toContain(words)
  })

  it('leads to the channels that are missing, whatever they are called', () => {
    const reply = refusalCard(texts, {
      reason: 'not_subscribed',
      channels: [
        { title: 'News & <more>', url: 'https://t.me/news' },
        { title: null, url: 'https://t.me/+abc' },
        { title: 'Secret', url: null },
      ],
    })
    expect(reply.buttons).toEqual([
      [{ text: 'Join News & <more>', url: 'https://t.me/news' }],
      [{ text: 'Join the channel', url: 'https://t.me/+abc' }],
    ])
    const { text } = thtml(reply.html)
    expect(text).toContain('• News & <more>\n• a private channel\n• Secret (ask the owner')
  })

  it('goes on with the same file once the person has joined', () => {
    const checkAgain = Uint8Array.of(1)
    const channels = [{ title: 'News', url: 'https://t.me/news' }]
    expect(refusalCard(texts, { reason: 'not_subscribed', channels }, checkAgain).buttons).toEqual([
      [{ text: 'Join News', url: 'https://t.me/news' }],
      [{ text: 'Check again', data: checkAgain }],
    ])
  })

  it('has no buttons where there is nothing to press', () => {
    const reply = refusalCard(texts, { reason: 'not_subscribed', channels: [{ title: 'Secret', url: null }] })
    expect(reply.buttons).toEqual([])
  })
})
