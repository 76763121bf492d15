import { describe, expect, it } from 'vitest'
import { parsePostAddress } from './post-address.js'

describe('parsePostAddress', () => {
  it.each([
    ['https://t.me/news/5', { chat: '@news', messageId: 5 }],
    ['t.me/news_2/2147483647', { chat: '@news_2', messageId: 2147483647 }],
    ['http://telegram.me/news/5/', { chat: '@news', messageId: 5 }],
    ['https://t.me/news/17/5?single', { chat: '@news', messageId: 5 }],
    [' https://t.me/c/1234567890/5 ', { chat: -1001234567890, messageId: 5 }],
    ['https://t.me/c/1234567890/3/5?thread=3', { chat: -1001234567890, messageId: 5 }],
  ])('reads %s', (text, address) => {
    expect(parsePostAddress(text)).toEqual(address)
  })

  it.each([
    'https://t.me/news',
    'https://t.me/news/0',
    'https://t.me/news/2147483648',
    'https://t.me/c/5',
    'https://t.me/c/0/5',
    'https://t.me/+AbCdEf/5',
    'https://evil.example/t.me/news/5',
    'https://t.me.evil.example/news/5',
    'https://t.me/news/5 and more',
    '5',
    '',
  ])('takes %j for none', (text) => {
    expect(parsePostAddress(text)).toBeNull()
  })
})
