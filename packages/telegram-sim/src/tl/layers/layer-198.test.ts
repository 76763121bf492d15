import fc from 'fast-check'
import { Api } from 'telegram'
import { BinaryReader } from 'telegram/extensions/BinaryReader.js'
import { tlobjects } from 'telegram/tl/AllTLObjects.js'
import { expect, test } from 'vitest'
import { ArbitraryObjects } from '../arbitrary.fixture.js'
import { catalogue } from '../catalogue.js'
import { writeObject } from '../codec.js'
import type { TlConstructor } from '../schema.js'
import { TlReader } from '../tl-reader.js'
import { TlWriter } from '../tl-writer.js'

const older = [...catalogue.layer(198).values()].filter((each) => each.older && each.kind === 'class')

function today(name: string): TlConstructor {
  const constructor = catalogue.current.get(name)
  if (!constructor) throw new Error(`${name} is no constructor of today’s`)
  return constructor
}

/** Of today's constructors, those the older layer has in some form. */
const objects = new ArbitraryObjects(({ name }) => {
  const constructor = catalogue.layer(198).get(name)
  return constructor !== undefined && constructor.id in tlobjects
})

test('today’s objects, written in layer 198, are read whole by a client of that layer', () => {
  const anyObject = fc
    .constantFrom(...older.map(({ name }) => today(name)).filter((each) => objects.canMake(each)))
    .chain((each) => objects.of(each))
  fc.assert(
    fc.property(anyObject, (object) => {
      const writer = new TlWriter(catalogue.layer(198))
      writeObject(writer, object)
      const reader = new BinaryReader(Buffer.from(writer.result()))
      const read = reader.tgReadObject() as { className: string }
      expect(read.className.toLowerCase()).toBe(object._.toLowerCase())
      expect(reader.tellPosition()).toBe(writer.result().length)
    }),
    { numRuns: 600 },
  )
})

test('reads the requests of a client of layer 198', () => {
  const request = new Api.messages.SendMessage({ peer: new Api.InputPeerSelf(), message: 'hi' })
  const read = new TlReader(request.getBytes(), catalogue).object(null)
  expect(read).toMatchObject({ _: 'messages.sendMessage', message: 'hi', peer: { _: 'inputPeerSelf' } })
})
