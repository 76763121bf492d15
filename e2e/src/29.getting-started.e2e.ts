/** What docs/getting-started.md shows as printed is what is printed, to somebody who does what it says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TelegramSim, type Account, type Channel } from '@streambot/telegram-sim'
import { expect, it, onTestFinished } from 'vitest'
import { ChildServer } from './child-server.js'
import { streambot } from './command-line.js'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/getting-started.md'), 'utf8')

it('a start without settings says what is missing', async () => {
  const { exitCode, told } = await streambot(['start'])
  expect(exitCode).toBe(1)
  expectPrinted('start without settings', told)
})

it('a start with them says that it listens', { timeout: 60_000 }, async () => {
  const newcomer = await Newcomer.new()
  newcomer.add(newcomer.bot)
  const server = await ChildServer.start({ ...newcomer.env, LOG_FORMAT: 'pretty', PORT: '0' })
  await server.says(/Listening on .*\n/)
  expectPrinted('start', server.output)
})

it('the doctor tells of the bot that was forgotten', { timeout: 60_000 }, async () => {
  const newcomer = await Newcomer.new()
  newcomer.add(newcomer.bot)
  const { exitCode, printed } = await streambot(['doctor'], {
    ...newcomer.env,
    ADDITIONAL_BOT_TOKENS: newcomer.worker.token ?? '',
  })
  expect(exitCode).toBe(1)
  expectPrinted('doctor', printed)
})

/** Who has made two bots and a channel, as the page says. */
class Newcomer {
  private constructor(
    private readonly sim: TelegramSim,
    private readonly person: Account,
    private readonly channel: Channel,
    readonly bot: Account,
    readonly worker: Account,
  ) {}

  static async new(): Promise<Newcomer> {
    const sim = await TelegramSim.start({ randomness: { seed: 'newcomer' } })
    onTestFinished(() => sim[Symbol.asyncDispose]())
    const { world } = sim
    const person = world.createUser({ firstName: 'Elena' })
    const [bot, worker] = ['my_links_bot', 'my_links_2_bot'].map((username) => world.createBot({ username }))
    if (!bot || !worker) throw new Error('There are no bots')
    return new Newcomer(sim, person, world.createChannel({ title: 'Links log', creatorId: person.id }), bot, worker)
  }

  /** As an administrator of the channel. */
  add({ id }: Account): void {
    this.sim.world.promote(this.channel.id, id, ['postMessages'])
  }

  get env(): Record<string, string> {
    return {
      API_ID: '1234567',
      API_HASH: '0123456789abcdef0123456789abcdef',
      BOT_TOKEN: this.bot.token ?? '',
      LOG_CHANNEL: `-100${this.channel.id}`,
      ADMINS: String(this.person.id),
      BASE_URL: 'http://192.168.1.5:8080',
      TELEGRAM_DC_LIST: JSON.stringify(this.sim.dcs),
    }
  }
}

/** Each line of the page, in its order. Figures differ from run to run, and so does what lies between. */
function expectPrinted(name: string, output: string): void {
  const shown = new RegExp(`^<!-- printed: ${name} -->\n\`\`\`text\n([^]*?)\n\`\`\`$`, 'm').exec(PAGE)?.[1]
  if (shown === undefined) throw new Error(`docs/getting-started.md does not show "${name}"`)
  const printed = linesOf(output)
  let from = 0
  const missing = linesOf(shown).filter((line) => {
    const at = printed.indexOf(line, from)
    if (at >= 0) from = at + 1
    return at < 0
  })
  expect({ missing, printed: missing.length > 0 ? printed : [] }).toEqual({ missing: [], printed: [] })
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/\d+/g, '0').trimEnd())
    .filter((line) => line !== '')
}
