/** What tests, the demo and benchmarks drive: the real server, started in process. */
export { loadConfig } from './config/config.js'
export { createLoggers, type Loggers } from './logger.js'
export { StreamBot, type StartOptions } from './streambot.js'
export { FastCryptoProvider } from './telegram/clients/crypto-provider.js'
export { DataCentreAccess } from './telegram/connections/data-centre-access.js'
export { DataConnection } from './telegram/connections/data-connection.js'
export { PacketOpener } from './telegram/connections/packet-opener.js'
export { SlabPool } from './telegram/connections/slab-pool.js'
