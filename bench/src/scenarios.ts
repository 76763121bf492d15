/** Every scenario there is, in the order in which `all` runs them. */
import { abort } from './scenarios/abort.js'
import { capacity } from './scenarios/capacity.js'
import { cpu } from './scenarios/cpu.js'
import { decide } from './scenarios/decide.js'
import { download } from './scenarios/download.js'
import { fairness } from './scenarios/fairness.js'
import { far } from './scenarios/far.js'
import { flood } from './scenarios/flood.js'
import { link } from './scenarios/link.js'
import { players } from './scenarios/players.js'
import { scale } from './scenarios/scale.js'
import { simDownload } from './scenarios/sim-download.js'
import { slow } from './scenarios/slow.js'
import { store } from './scenarios/store.js'
import { stripe } from './scenarios/stripe.js'
import { ttfb } from './scenarios/ttfb.js'
import { upload } from './scenarios/upload.js'
import { viewers } from './scenarios/viewers.js'

export const scenarios = [
  cpu,
  stripe,
  ttfb,
  viewers,
  slow,
  fairness,
  abort,
  far,
  scale,
  flood,
  capacity,
  players,
  link,
  decide,
  store,
  upload,
  download,
  simDownload,
] as const
