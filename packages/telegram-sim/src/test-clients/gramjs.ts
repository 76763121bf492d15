/** GramJS pointed at a simulated Telegram: for tests that a client we did not write, and do not use, works unmodified. */
import { createPublicKey } from 'node:crypto'
import { TelegramClient } from 'telegram'
import { _serverKeys } from 'telegram/crypto/RSA.js'
import { Logger, LogLevel } from 'telegram/extensions/Logger.js'
import { PromisedNetSockets } from 'telegram/extensions/PromisedNetSockets.js'
import { returnBigInt } from 'telegram/Helpers.js'
import { MemorySession } from 'telegram/sessions/index.js'
import type { TelegramSim } from '../telegram-sim.js'

export interface GramJsBot extends AsyncDisposable {
  readonly client: TelegramClient
}

export async function startGramJsBot(sim: TelegramSim, token: string, dcId = 2): Promise<GramJsBot> {
  const home = sim.dcs.find(({ id }) => id === dcId)
  if (!home) throw new Error(`no data centre ${dcId}`)
  for (const dc of sim.dcs) trustKey(dc.publicKeyPem, dc.fingerprint)
  // Its first connection goes to port 80 whatever the session says: the address alone tells the data centre.
  const ports = new Map(sim.dcs.map(({ host, port }) => [host, port]))
  class SimSocket extends PromisedNetSockets {
    override connect(port: number, host: string) {
      return super.connect(ports.get(host) ?? port, host)
    }
  }
  // Its StringSession writes ports as signed 16-bit numbers, which half of the free ones do not fit.
  const session = new MemorySession()
  session.setDC(home.id, home.host, home.port)
  const client = new TelegramClient(session, 1, 'any', {
    baseLogger: new Logger(LogLevel.NONE),
    networkSocket: SimSocket,
    connectionRetries: 3,
    retryDelay: 50,
    floodSleepThreshold: 0,
  })
  await client.start({ botAuthToken: token })
  return { client, [Symbol.asyncDispose]: () => client.destroy() }
}

function trustKey(pem: string, fingerprint: string): void {
  const { n } = createPublicKey(pem).export({ format: 'jwk' })
  const modulus = BigInt(`0x${Buffer.from(n ?? '', 'base64url').toString('hex')}`)
  const signed = BigInt.asIntN(64, BigInt(`0x${fingerprint}`))
  _serverKeys.set(signed.toString(), { n: returnBigInt(modulus), e: 65537 })
}
