import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DiskIndex, spaceOf } from './disk-index.js'
import { fileIdOf, partName } from './disk-part-file.js'

const KEYS = ['1-1', '1-2', '2-1']
const name = (key: number, part: number) => partName(KEYS[key] ?? '', { offsetBytes: part * 4096, lengthBytes: 4096 })

it('knows what is there, how much room it takes and what was used longest ago, whatever came before', () => {
  const operation = fc.record({
    kind: fc.constantFrom('add', 'touch', 'remove'),
    key: fc.nat(2),
    part: fc.nat(3),
    fileBytes: fc.integer({ min: 1, max: 20_000 }),
  })
  fc.assert(
    fc.property(fc.array(operation), (operations) => {
      const index = new DiskIndex()
      let model: { name: string; key: number; fileBytes: number }[] = []
      for (const { kind, key, part, fileBytes } of operations) {
        const own = name(key, part)
        const known = model.find((it) => it.name === own)
        const others = model.filter((it) => it !== known)
        if (kind === 'add') index.add(own, fileBytes)
        if (kind === 'touch') index.touch(own)
        if (kind === 'remove') expect(index.remove(own)).toBe(known !== undefined)
        if (kind === 'add') model = [...others, { name: own, key, fileBytes }]
        else if (kind === 'touch' && known) model = [...others, known]
        else model = kind === 'remove' ? others : model

        const kept = model.find((it) => it.name === own)
        expect([index.has(own), index.fileBytes(own)]).toEqual([kept !== undefined, kept?.fileBytes ?? null])
        expect(index.count).toBe(model.length)
        expect(index.oldest()).toBe(model[0]?.name ?? null)
        expect(index.usedBytes).toBe(model.reduce((sum, it) => sum + spaceOf(it.fileBytes), 0))
        for (const [i, fileKey] of KEYS.entries()) {
          const names = model.filter((it) => it.key === i).map((it) => it.name)
          expect(index.ofFile(fileIdOf(fileKey)).toSorted()).toEqual(names.toSorted())
        }
      }
    }),
  )
})
