/**
 * One whole download over real sockets: the simulated Telegram, the server and this reader in three processes. Shows speed, and
 * what a GiB costs on either side; the simulator must not be the dearer one.
 */
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { costPerGib, MIB, round } from '../figures.js'
import { Stage } from '../stage.js'

export interface DownloadOptions {
  readonly sizeMib: number
  readonly workers: number
  readonly preset: string
}

export async function download(options: DownloadOptions): Promise<object> {
  await using stage = await Stage.open(options)
  const link = await stage.link(options.sizeMib * MIB)
  await drain(link, { range: `bytes=0-${16 * MIB - 1}` }) // logins to data centres, warm code

  const [sim, server] = await Promise.all([stage.sim.process.usage(), stage.server.usage()])
  const startedMs = performance.now()
  const { bytes, firstByteMs } = await drain(link)
  const seconds = (performance.now() - startedMs) / 1000
  const [simAfter, serverAfter] = await Promise.all([stage.sim.process.usage(), stage.server.usage()])

  const simCost = costPerGib(sim, simAfter, bytes)
  const serverCost = costPerGib(server, serverAfter, bytes)
  return {
    scenario: 'download',
    ...options,
    mibPerSecond: round(bytes / MIB / seconds),
    firstByteMs: round(firstByteMs),
    simCpuSecondsPerGib: simCost,
    serverCpuSecondsPerGib: serverCost,
    simToServerCpu: round(simCost / serverCost),
    simPeakRssMib: simAfter.peakRssMib,
    serverPeakRssMib: serverAfter.peakRssMib,
  }
}

async function drain(link: string, headers: Record<string, string> = {}) {
  const startedMs = performance.now()
  let firstByteMs = 0
  let bytes = 0
  const [response] = (await once(get(link, { headers }), 'response')) as [IncomingMessage]
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (bytes === 0) firstByteMs = performance.now() - startedMs
    bytes += chunk.byteLength
  }
  if (!response.complete) throw new Error(`The download ended after ${bytes} bytes`)
  return { bytes, firstByteMs }
}
