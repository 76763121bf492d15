/** Threads of the pool let the main thread go first; looked at from outside, as the kernel sees them (proc(5)). */
import { readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { chooseAesIge } from './choose.js'

const ige = await chooseAesIge('native')
const SCHED_BATCH = 3

interface Thread {
  readonly id: number
  readonly nice: number
  readonly policy: number
}

function threads(): Thread[] {
  return readdirSync('/proc/self/task').map((id) => {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8')
    // Fields are counted behind the name in parentheses: nice is field 19, policy field 41.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { id: Number(id), nice: Number(fields[16]), policy: Number(fields[38]) }
  })
}

it.runIf(process.platform === 'linux' && ige.kind === 'native')(
  'opens messages on a thread that takes no core from the main thread',
  async () => {
    const sealed = {
      data: new Uint8Array(64),
      key: new Uint8Array(32),
      iv: new Uint8Array(32),
      prefix: new Uint8Array(32),
    }
    await ige.openManyOffThread([{ ...sealed, digest16: new Uint8Array(16) }])
    const back = threads().filter(({ policy }) => policy === SCHED_BATCH)
    expect(back.length).toBeGreaterThan(0)
    for (const { id, nice } of back) {
      expect(nice).toBeGreaterThan(0)
      expect(id).not.toBe(process.pid)
    }
  },
)
