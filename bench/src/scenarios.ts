/** Every scenario there is, in the order in which `all` runs them. */
import { abort } from './scenarios/abort.js'
import { cpu } from './scenarios/cpu.js'
import { download } from './scenarios/download.js'
import { fairness } from './scenarios/fairness.js'
import { far } from './scenarios/far.js'
import { flood } from './scenarios/flood.js'
import { scale } from './scenarios/scale.js'
import { simDownload } from './scenarios/sim-download.js'
import { slow } from './scenarios/slow.js'
import { stripe } from './scenarios/stripe.js'
import { ttfb } from './scenarios/ttfb.js'
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
  download,
  simDownload,
] as const
