/**
 * What it costs to open messages of parts of 1 MiB, in every way we know: `npm run measure -w packages/aes-ige [-- MiB per run]`.
 * The ways take turns, so that what else runs on the machine falls on all of them; the medians are of five rounds. CPU counts
 * every thread, main only the one that also serves everybody else. After `npm run build`, on Linux.
 */
import { createHash, hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { initialiseAesIge } from '../dist/index.js'

const MESSAGE_BYTES = 1024 * 1024 + 48
const ROUNDS = 5
const messagesPerRun = Number(process.argv[2] ?? 256)

const native = await initialiseAesIge()
const wasm = await initialiseAesIge({ prefer: 'wasm' })
const [key, iv, prefix] = [randomBytes(32), randomBytes(32), randomBytes(32)]
const plain = randomBytes(MESSAGE_BYTES)
const sealed = native.encrypt(plain, key, iv)
const digest16 = createHash('sha256').update(prefix).update(plain).digest().subarray(8, 24)
const slabs = Array.from({ length: 8 }, () => new Uint8Array(MESSAGE_BYTES))

const overConcat = (data) =>
  createHash('sha256')
    .update(Buffer.concat([prefix, data]))
    .digest()
const inTwoUpdates = (data) => createHash('sha256').update(prefix).update(data).digest()
const inOneCall = (data) => hash('sha256', Buffer.concat([prefix, data]), 'buffer')
const isAuthentic = (digest) => timingSafeEqual(digest.subarray(8, 24), digest16)

function oneByOne(ige, digest) {
  return (messages) =>
    messages.map(({ data }) => {
      ige.decrypt(data, key, iv, data)
      return isAuthentic(digest(data))
    })
}

function together(messages) {
  native.decryptMany(messages)
  return messages.map(({ data }) => isAuthentic(inTwoUpdates(data)))
}

const WAYS = [
  ['today: one by one, SHA-256 over a concat', 1, oneByOne(native, overConcat)],
  ['the same, SHA-256 in two updates', 1, oneByOne(native, inTwoUpdates)],
  ['the same, crypto.hash over a concat', 1, oneByOne(native, inOneCall)],
  ...[2, 4, 8].map((n) => [`decryptMany of ${n}, SHA-256 in two updates`, n, together]),
  ...[1, 2, 3, 4, 8].map((n) => [`openMany of ${n}`, n, (messages) => native.openMany(messages)]),
  ...[1, 2, 3, 4, 8].map((n) => [`openManyOffThread of ${n}`, n, (messages) => native.openManyOffThread(messages)]),
  ['wasm, SHA-256 over a concat', 1, oneByOne(wasm, overConcat)],
  ['wasm, openMany', 1, (messages) => wasm.openMany(messages)],
]

const costs = new Map(WAYS.map(([name]) => [name, []]))
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, size, open] of WAYS) costs.get(name).push(await measure(size, open))
}
console.log(`node ${process.version}, ${native.kind}, seconds per GiB, filling the buffers anew taken off`)
for (const [name, runs] of costs) {
  const [cpu, main, wall] = ['cpu', 'main', 'wall'].map((field) => median(runs.map((run) => run[field])).toFixed(2))
  console.log(`${name.padEnd(44)} CPU ${cpu}   main ${main}   wall ${wall}`)
}

async function measure(size, open) {
  const spent = { cpu: 0, main: 0, wall: 0 }
  let count = 0
  for (; count < messagesPerRun; count += size) {
    const messages = slabs.slice(0, size).map((data) => ({ data, key, iv, prefix, digest16 }))
    for (const { data } of messages) data.set(sealed)
    const before = clocks()
    const answers = await open(messages)
    const after = clocks()
    for (const field of Object.keys(spent)) spent[field] += after[field] - before[field]
    if (answers.includes(false)) throw new Error('a message was not opened')
  }
  const perGiB = 1024 ** 3 / (count * MESSAGE_BYTES)
  return { cpu: spent.cpu * perGiB, main: spent.main * perGiB, wall: spent.wall * perGiB }
}

function clocks() {
  const { user, system } = process.cpuUsage()
  const mainNs = Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0])
  return { cpu: (user + system) / 1e6, main: mainNs / 1e9, wall: Number(process.hrtime.bigint()) / 1e9 }
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
