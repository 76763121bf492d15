/** How the service is doing, at a glance. */
import type { Bot, Stats } from '../api/shapes.js'
import { useMay, usePage } from '../data/page-context.js'
import { useLoaded } from '../data/use-loaded.js'
import { Shown } from '../parts/shown.js'
import { ViewHead } from '../parts/view-head.js'
import { Bots } from './bots.js'
import { Graphs } from './graphs.js'
import { Tiles } from './tiles.js'

const EVERY_MS = 5000

export function OverviewView() {
  return useMay('stats') ? <WithNumbers /> : <BotsAlone />
}

function WithNumbers() {
  const { api } = usePage()
  const stats = useLoaded<Stats>((signal) => api.get('/stats', {}, signal), { question: 'stats', everyMs: EVERY_MS })
  return (
    <>
      <ViewHead title="Overview" />
      <Shown of={stats}>{(data) => <Tiles stats={data} />}</Shown>
      <Graphs stats={stats.data} />
      {stats.data && <Bots bots={stats.data.clients} />}
    </>
  )
}

/** What a session may see that is good for the bots and not for the numbers. */
function BotsAlone() {
  const { api } = usePage()
  const bots = useLoaded<{ items: readonly Bot[] }>((signal) => api.get('/clients', {}, signal), {
    question: 'clients',
    everyMs: EVERY_MS,
  })
  return (
    <>
      <ViewHead title="Overview" />
      <Shown of={bots}>{({ items }) => <Bots bots={items} />}</Shown>
    </>
  )
}
