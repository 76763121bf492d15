/** Every way into `/api/v1` that is made by its description. */
import type { Endpoint } from './endpoint.js'
import { auditEndpoints } from './routes/audit.js'
import { banEndpoints } from './routes/bans.js'
import { batchEndpoints } from './routes/batches.js'
import { broadcastEndpoints } from './routes/broadcasts.js'
import { clientEndpoints } from './routes/clients.js'
import { doctorEndpoints } from './routes/doctor.js'
import { linkEndpoints } from './routes/links.js'
import { logEndpoints } from './routes/logs.js'
import { settingEndpoints } from './routes/settings.js'
import { statsEndpoints } from './routes/stats.js'
import { streamEndpoints } from './routes/streams.js'
import { tokenEndpoints } from './routes/tokens.js'
import { userEndpoints } from './routes/users.js'

export const ENDPOINTS: readonly Endpoint[] = [
  ...statsEndpoints,
  ...doctorEndpoints,
  ...clientEndpoints,
  ...streamEndpoints,
  ...linkEndpoints,
  ...batchEndpoints,
  ...userEndpoints,
  ...banEndpoints,
  ...broadcastEndpoints,
  ...settingEndpoints,
  ...tokenEndpoints,
  ...logEndpoints,
  ...auditEndpoints,
]
