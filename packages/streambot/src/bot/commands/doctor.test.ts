import { describe, expect, it } from 'vitest'
import { finding, SETUP_FINDINGS, type SetupFinding, type SetupFindingId } from '../../actions/setup-findings.js'
import { AdminBot, buttonsOf } from '../admin-bot.fixture.js'
import { findingText, fixText } from '../cards/findings.js'
import { textsFor } from '../texts/texts.js'
import { markupOf, staysText } from '../reply.contract.js'

const worker = (number: number) =>
  ({ bot: `worker ${number} (10${number})`, role: 'worker', username: `w${number}_bot` }) as const

/** With everything that any finding tells. */
function anyFinding(id: SetupFindingId, text: string): SetupFinding {
  const parameters = {
    bot: text,
    role: 'worker',
    username: text,
    title: text,
    logChannel: text,
    reason: text,
    meant: -1_001_234,
    url: text,
    to: text,
    host: text,
    status: 502,
    channel: text,
    name: text,
    used: text,
    aheadMs: -90_000,
    check: 'bots',
    message: `${text}.`,
    known: text,
    peer: text,
    endsAtMs: 0,
    daysLeft: 3,
    of: 'database',
    version: text,
    indexes: [text],
    path: text,
    freeBytes: 1e9,
    neededBytes: 2e9,
    limitBytes: 1e9,
    availableBytes: 1e9,
    limit: 4096,
    needed: 10_200,
  }
  return finding(id, parameters as never)
}

const ALL = Object.keys(SETUP_FINDINGS) as SetupFindingId[]

describe('/doctor', () => {
  it.each(['en', 'de'] as const)('names whatever could not be looked at as a sentence begins, in %s', (language) => {
    const subjects = new Set(Object.values(SETUP_FINDINGS).map(({ subject }) => subject))
    for (const check of subjects) {
      const said = findingText(textsFor(language), finding('check_took_too_long', { check }))
      expect(said).toMatch(language === 'en' ? /^The look at / : /^(Die|Den|BASE_URL|FORCE_SUB_CHANNEL) /)
    }
  })

  it('tells what is wrong, with its fix, the worst first, and looks again', async () => {
    let findings = [
      finding('bot_not_in_log_channel', { ...worker(2), logChannel: '-1001' }),
      finding('base_url_without_tls', { url: 'http://files.example.org' }),
      finding('bot_ready', { ...worker(1), title: 'Log' }),
    ]
    const bot = new AdminBot({ checkSetup: () => Promise.resolve(findings) })
    const reply = await bot.say('/doctor')
    expect(reply.html).toContain('To mend: 1. To think about: 1.')
    expect(reply.html).toContain(
      '❌ worker 2 (102) (@w2_bot) is not in the log channel -1001.\n<i>In the channel: Administrators',
    )
    expect(reply.html).toContain('(<code>bot_not_in_log_channel</code>)')
    expect(reply.html).toContain('docs/troubleshooting.md explains each')
    expect(reply.html).toContain('⚠️ BASE_URL is http://files.example.org, which is not https')
    expect(reply.html).toContain('✅ worker 1 (101) (@w1_bot) can use the log channel &quot;Log&quot;.')
    findings = [finding('bot_ready', { ...worker(1), title: 'Log' })]
    expect((await bot.press(reply, 'Check again'))?.html).toContain('Everything is as it should be.')
  })

  it('holds with hundreds of bots, ill or well', async () => {
    const ill = Array.from({ length: 500 }, (_, n) =>
      finding('bot_not_in_log_channel', { ...worker(n), logChannel: '-1' }),
    )
    const well = Array.from({ length: 500 }, (_, n) => finding('bot_ready', { ...worker(n), title: 'Log' }))
    const bot = new AdminBot({ checkSetup: () => Promise.resolve([...ill, ...well]) })
    const reply = await bot.say('/doctor')
    markupOf(reply)
    expect(reply.html).toMatch(/… and \d+ more\./)
    const healthy = new AdminBot({ checkSetup: () => Promise.resolve(well) })
    expect((await healthy.say('/doctor')).html).toContain('500 bots can use the log channel.')
  })

  it.each(['en', 'de'])('has words for every finding and every fix in %s', async (languageCode) => {
    const texts = textsFor(languageCode)
    for (const id of ALL) {
      const found = anyFinding(id, 'text')
      expect(findingText(texts, found)).toMatch(/\S[.]$/)
      if (found.fix !== null) expect(fixText(texts, found)).toMatch(/\S[.]$/)
    }
    const bot = new AdminBot({ checkSetup: () => Promise.resolve(ALL.slice(0, 12).map((id) => anyFinding(id, 'x'))) })
    const reply = await bot.say('/doctor', { languageCode })
    markupOf(reply)
    expect(buttonsOf(reply)).toEqual([texts.admins.setup.again])
  })

  it('speaks German', () => {
    const texts = textsFor('de')
    const found = finding('bot_may_not_post', { ...worker(1), title: 'Log' })
    expect(findingText(texts, found)).toBe('worker 1 (101) (@w1_bot) darf im Log-Kanal „Log“ nichts posten.')
    expect(fixText(texts, found)).toContain('„Nachrichten posten“ einschalten')
  })

  it('can never be given markup by titles, names and reasons', async () => {
    await staysText((text) => {
      const findings = ALL.slice(0, 6).map((id) => anyFinding(id, text.slice(0, 30)))
      return new AdminBot({ checkSetup: () => Promise.resolve(findings) }).say('/doctor')
    })
  })
})
