import { expect, it } from 'vitest'
import { escapeXml } from './xml.js'

it('leaves nothing that is markup, and nothing that XML has no place for', () => {
  expect(escapeXml(`<a b='c'>&"`)).toBe('&#60;a b=&#39;c&#39;&#62;&#38;&#34;')
  expect(escapeXml('ф文👩‍👩‍👧\t\n')).toBe('ф文👩‍👩‍👧\t\n')
  expect(escapeXml('\0\u0008\u001f\ufffe\uffff\ud800')).toBe('\ufffd'.repeat(6))
})
