import { readFile } from 'node:fs/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { seededRandomness, systemClock } from './clock.js'
import { routes } from './control/routes.js'
import { Dispatcher } from './dispatcher.js'
import { faultNames } from './faults/named-fault.js'
import { networkPresets } from './network/network-shape.js'
import { registerServices } from './services/register-services.js'
import { World } from './world/world.js'

const document = await readFile(new URL('../../../docs/simulated-telegram.md', import.meta.url), 'utf8')

/** The text from one `## ` heading to the next. */
function section(title: string): string {
  const [, text] = document.split(`\n## ${title}\n`)
  if (text === undefined) throw new Error(`docs/simulated-telegram.md has no section ${title}`)
  return text.split('\n## ')[0] ?? ''
}

const firstColumn = (text: string): string[] => [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name ?? '')
const sorted = (names: Iterable<string>): string[] => [...names].sort()

describe('docs/simulated-telegram.md', () => {
  const world = new World({ clock: systemClock, randomness: seededRandomness('docs') })
  afterAll(() => world[Symbol.asyncDispose]())

  it('lists the methods that are answered, all and no others', () => {
    const dispatcher = new Dispatcher()
    registerServices(dispatcher, world, { dcs: () => [] })
    const documented = [...section('Methods').matchAll(/`([a-z]+[A-Za-z]*\.[a-zA-Z]+)`/g)].map(([, name]) => name ?? '')
    expect(sorted(documented)).toEqual(dispatcher.methods)
  })

  it('lists the faults, all and no others', () => {
    expect(sorted(firstColumn(section('Faults')))).toEqual(sorted(faultNames))
  })

  it('lists the routes of the control interface, all and no others', () => {
    const known = routes.map(({ method, path }) => `${method} ${path}`)
    expect(sorted(firstColumn(section('Control interface')))).toEqual(sorted(known))
  })

  it('names every network preset', () => {
    for (const name of Object.keys(networkPresets)) expect(document).toMatch(new RegExp(`\\b${name}\\b`))
  })
})
