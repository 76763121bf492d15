/** Reads what it is told to and reports; a process of its own, so that neither server nor simulator pays for the reading. */
import { createInterface } from 'node:readline'
import type { FromLoadClient, ToLoadClient } from '../load/order.js'
import { Pacer } from '../load/pacer.js'
import { probe } from '../load/probe.js'
import { read } from '../load/read.js'

const pacer = new Pacer()
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

createInterface({ input: process.stdin })
  .on('line', (text) => void obey(JSON.parse(text) as ToLoadClient))
  // Whoever gave the orders is gone, and with it the reader of the reports.
  .on('close', () => process.exit())
say({ isReady: true })

async function obey(told: ToLoadClient): Promise<void> {
  const report = told.kind === 'read' ? await read(told.order, pacer) : await probe(told.order, pacer)
  say({ id: told.id, report } satisfies FromLoadClient)
}
