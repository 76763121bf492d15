import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { DataCentreInfo } from './data-centre.js'
import { TelegramSim } from './telegram-sim.js'

async function accepts({ host, port }: DataCentreInfo): Promise<boolean> {
  const socket = connect(port, host)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

describe('TelegramSim', () => {
  it('listens at an address and with a key of its own for each data centre', async () => {
    await using sim = await TelegramSim.start({ dcs: 3 })
    expect(sim.dcs.map(({ id }) => id)).toEqual([1, 2, 3])
    expect(new Set(sim.dcs.map(({ host, port }) => `${host}:${port}`)).size).toBe(3)
    expect(new Set(sim.dcs.map(({ fingerprint }) => fingerprint)).size).toBe(3)
    expect(await Promise.all(sim.dcs.map(accepts))).toEqual([true, true, true])
    expect(sim.counters.read().connections).toEqual({ 1: 1, 2: 1, 3: 1 })
  })

  it('leaves nothing listening when it is disposed of, once or twice', async () => {
    const sim = await TelegramSim.start()
    const { dcs } = sim
    await Promise.all([sim[Symbol.asyncDispose](), sim[Symbol.asyncDispose]()])
    expect(await Promise.all(dcs.map(accepts))).toEqual([false, false])
  })

  it('runs beside another one', async () => {
    await using one = await TelegramSim.start()
    await using other = await TelegramSim.start()
    expect(await Promise.all([...one.dcs, ...other.dcs].map(accepts))).toEqual([true, true, true, true])
  })

  it('draws the same for the same seed', async () => {
    const tokens = await Promise.all(
      ['a', 'a', 'b'].map(async (seed) => {
        await using sim = await TelegramSim.start({ randomness: { seed } })
        return sim.world.createBot().token
      }),
    )
    expect(tokens[0]).toBe(tokens[1])
    expect(tokens[0]).not.toBe(tokens[2])
  })

  it('takes a data centre away and brings it back where it was', async () => {
    await using sim = await TelegramSim.start({ dcs: 1 })
    const [dc] = sim.dcs
    await sim.faults.dcDown(1)
    expect(await accepts(dc!)).toBe(false)
    await sim.faults.dcUp(1)
    expect(await accepts(dc!)).toBe(true)
    await expect(sim.faults.dcDown(9)).rejects.toThrow('there is no data centre 9; there are 1')
  })

  it.each([
    [{ dcs: 0 }, 'dcs must be 1 to 200, not 0'],
    [{ dcs: 2, homeDcId: 3 }, 'homeDcId must be one of the 2 data centres, not 3'],
  ])('refuses %j', async (options, message) => {
    await expect(TelegramSim.start(options)).rejects.toThrow(message)
  })

  it('gives everything back when a data centre cannot listen', async () => {
    await expect(TelegramSim.start({ host: (id) => (id === 1 ? '127.0.0.2' : '192.0.2.1') })).rejects.toThrow('EADDR')
  })
})
