/** Everything the control interface does. */
import type { Route } from './route.js'
import { accountRoutes } from './routes/accounts.js'
import { buttonRoutes } from './routes/buttons.js'
import { channelRoutes } from './routes/channels.js'
import { faultRoutes } from './routes/faults.js'
import { fileRoutes } from './routes/files.js'
import { messageRoutes } from './routes/messages.js'
import { observingRoutes } from './routes/observing.js'

export const routes: readonly Route[] = [
  ...observingRoutes,
  ...accountRoutes,
  ...channelRoutes,
  ...fileRoutes,
  ...messageRoutes,
  ...buttonRoutes,
  ...faultRoutes,
]
