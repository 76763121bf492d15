import { describe, expect, it } from 'vitest'
import { parseDepth, parsePropfind } from './propfind-question.js'

const refused = expect.objectContaining({ code: 'bad_request' }) as Error
const dav = (local: string) => ({ namespace: 'DAV:', local })

describe('a PROPFIND', () => {
  it.each([
    ['', { kind: 'all' }],
    ['  \r\n', { kind: 'all' }],
    ['<propfind xmlns="DAV:"><allprop/></propfind>', { kind: 'all' }],
    ['<D:propfind xmlns:D="DAV:"><D:allprop/><D:include><D:x/></D:include></D:propfind>', { kind: 'all' }],
    ['<?xml version="1.0"?><a:propfind xmlns:a="DAV:"><a:propname/></a:propfind>', { kind: 'names' }],
    ['<propfind xmlns="DAV:"><prop/></propfind>', { kind: 'some', properties: [] }],
  ])('without names: %s', (text, question) => {
    expect(parsePropfind(text)).toEqual(question)
  })

  it('names properties of any namespace, each once, by what its prefixes mean', () => {
    const text = `<?xml version="1.0" encoding="utf-8" ?>
      <!-- a comment --><D:propfind xmlns:D="DAV:" xmlns:Z="urn:z"><X:unknown xmlns:X="urn:x"><D:prop><D:no/></D:prop></X:unknown>
      <D:prop><D:getetag/><e:getetag xmlns:e="DAV:"/><Z:a/><none/><q xmlns="urn:q&amp;&lt;"/><D:resourcetype>text</D:resourcetype></D:prop>
      </D:propfind>`
    expect(parsePropfind(text)).toEqual({
      kind: 'some',
      properties: [
        dav('getetag'),
        { namespace: 'urn:z', local: 'a' },
        { namespace: '', local: 'none' },
        { namespace: 'urn:q&<', local: 'q' },
        dav('resourcetype'),
      ],
    })
  })

  it.each([
    ['that ends too early', '<D:propfind xmlns:D="DAV:"><D:prop>'],
    ['that is no XML', 'allprop please'],
    ['of another kind', '<propertyupdate xmlns="DAV:"/>'],
    ['of no namespace', '<propfind><allprop/></propfind>'],
    ['that asks for nothing', '<propfind xmlns="DAV:"/>'],
    ['that asks for two things', '<propfind xmlns="DAV:"><allprop/><propname/></propfind>'],
    ['with a prefix that means nothing', '<D:propfind xmlns:D="DAV:"><D:prop><x:y/></D:prop></D:propfind>'],
    ['that takes a prefix away', '<D:propfind xmlns:D="DAV:"><D:prop><b:c xmlns:b=""/></D:prop></D:propfind>'],
    ['with an entity of nobody’s', '<D:propfind xmlns:D="DAV:"><D:prop>&x;</D:prop></D:propfind>'],
    ['with text behind it', '<propfind xmlns="DAV:"><allprop/></propfind>x'],
    [
      'that reads a file',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><propfind xmlns="DAV:"><prop>&x;</prop></propfind>',
    ],
    [
      'that grows',
      '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><propfind xmlns="DAV:"><prop>&b;</prop></propfind>',
    ],
    [
      'with a DTD elsewhere',
      '<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><propfind xmlns="DAV:"><allprop/></propfind>',
    ],
    ['that is deep', `<propfind xmlns="DAV:"><prop>${'<a>'.repeat(20)}${'</a>'.repeat(20)}</prop></propfind>`],
    [
      'that is long',
      `<propfind xmlns="DAV:"><prop>${Array.from({ length: 65 }, (_, n) => `<p${n}/>`).join('')}</prop></propfind>`,
    ],
  ])('%s is refused', (_, text) => {
    expect(() => parsePropfind(text)).toThrow(refused)
  })

  it.each([
    [undefined, 'infinity'],
    ['infinity', 'infinity'],
    ['Infinity', 'infinity'],
    ['0', 0],
    [' 1 ', 1],
    ['1,noroot', 1],
  ])('of depth %s', (header, depth) => {
    expect(parseDepth(header)).toBe(depth)
  })

  it.each(['2', '', '-1', '0, 1', 'all'])('of depth %j is refused', (header) => {
    expect(() => parseDepth(header)).toThrow(refused)
  })
})
