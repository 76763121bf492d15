import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sectionOf, SETUP_FINDINGS, type SetupFindingId } from './setup-findings.js'

const text = readFileSync(new URL('../../../../docs/troubleshooting.md', import.meta.url), 'utf8')
const sections = text
  .split(/^#{2,3} /m)
  .slice(1)
  .filter((section) => /^[a-z]/.test(section))
const names = sections.map((section) => section.split('\n', 1)[0])
const wrong = Object.entries(SETUP_FINDINGS).flatMap(([id, { level }]) => (level === 'ok' ? [] : [id]))

describe('docs/troubleshooting.md', () => {
  it('has a section for each warning and error, and for nothing else, each once', () => {
    expect([...names].sort()).toEqual([...wrong].sort())
  })

  it('says something in each', () => {
    for (const section of sections) expect(section.split('\n').slice(1).join(' ').trim().length).toBeGreaterThan(60)
  })

  it('is where a finding that is wrong says it is explained, and names sections that there are', () => {
    const levelOf = (id: SetupFindingId) => ({ id, level: SETUP_FINDINGS[id].level })
    expect(sectionOf(levelOf('proxy_buffers'))).toBe('docs/troubleshooting.md#proxy_buffers')
    expect(sectionOf(levelOf('proxy_ready'))).toBeNull()
    for (const [, target] of text.matchAll(/\]\(#(\w+)\)/g)) expect(names).toContain(target)
  })
})
