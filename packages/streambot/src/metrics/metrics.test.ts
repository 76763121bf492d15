import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { NO_WORK, type ClientReport } from '../core/client-status.js'
import { Metrics, type MetricSources } from './metrics.js'

const healthy: ClientReport = {
  ...NO_WORK,
  role: 'primary',
  name: 'BOT_TOKEN',
  state: 'healthy',
  reason: null,
  sinceMs: 0,
}
const cooling: ClientReport = {
  ...NO_WORK,
  role: 'worker',
  name: 'worker 1 (12345)',
  state: 'cooling',
  reason: 'told to wait',
  sinceMs: 0,
  coolUntilMs: 5000,
  receivedBytes: 700,
  connections: 2,
}

function setUp(sources: Partial<MetricSources> = {}) {
  const metrics = new Metrics()
  metrics.watch({
    version: '1.2.3',
    clock: { now: () => 2000 },
    clients: () => [healthy, cooling],
    openStreams: () => 3,
    connections: () => 4,
    memory: () => ({
      level: 'tight',
      limitBytes: 1000,
      rssBytes: 800,
      budget: { limitBytes: 500, heldBytes: 100, cachedBytes: 200 },
    }),
    parts: () => ({ cache: { parts: 5, bytes: 50 }, telegram: { parts: 1, bytes: 10 } }),
    isStoreUp: () => true,
    ...sources,
  })
  const read = async () => new Map((await metrics.text()).split('\n').flatMap((line) => toSample(line)))
  return { metrics, meters: metrics.meters, read }
}

function toSample(line: string): [string, number][] {
  const [, name, value] = /^([^#\s].*) (\S+)$/.exec(line) ?? []
  return name === undefined ? [] : [[name, Number(value)]]
}

describe('metrics', () => {
  it('tell how things are when they are asked for', async () => {
    const { read } = setUp()
    expect(Object.fromEntries(await read())).toMatchObject({
      'streambot_build_info{version="1.2.3"}': 1,
      streambot_store_up: 1,
      'streambot_memory_level{level="tight"}': 1,
      'streambot_memory_level{level="full"}': 0,
      'streambot_budget_used_bytes{by="cache"}': 200,
      streambot_streams_open: 3,
      streambot_http_connections_open: 4,
      'streambot_parts_total{from="cache"}': 5,
      'streambot_part_bytes_total{from="telegram"}': 10,
      'streambot_client_state{client="primary",state="healthy"}': 1,
      'streambot_client_state{client="worker 1",state="cooling"}': 1,
      'streambot_client_state{client="worker 1",state="healthy"}': 0,
      'streambot_client_received_bytes_total{client="worker 1"}': 700,
      'streambot_client_wait_seconds{client="worker 1"}': 3,
      'streambot_client_wait_seconds{client="primary"}': 0,
      process_resident_memory_bytes: 800,
    })
  })

  it('tell what happened so far, the same however often they are asked', async () => {
    const { meters, read } = setUp()
    meters.sent(1000)
    meters.sent(24)
    meters.streamEnded('complete')
    meters.answered(206)
    meters.answered(206)
    meters.refused('too_many_requests')
    meters.fileRefused('file_too_large')
    meters.firstByteAfter(0.02)
    meters.storeCalled('links', 'add', 0.002, true)
    meters.storeCalled('links', 'add', 2, false)
    meters.updates = 7
    meters.broadcast = { state: 'running', people: 10, sent: 4, unreachable: 1, failed: 0 }
    await read()
    expect(Object.fromEntries(await read())).toMatchObject({
      streambot_sent_bytes_total: 1024,
      'streambot_streams_ended_total{outcome="complete"}': 1,
      'streambot_streams_ended_total{outcome="left"}': 0,
      'streambot_http_responses_total{status="206"}': 2,
      'streambot_http_refusals_total{code="too_many_requests"}': 1,
      'streambot_files_refused_total{reason="file_too_large"}': 1,
      'streambot_first_byte_seconds_bucket{le="0.01"}': 0,
      'streambot_first_byte_seconds_bucket{le="0.025"}': 1,
      'streambot_store_call_seconds_count{store="links",verb="add",outcome="ok"}': 1,
      'streambot_store_call_seconds_count{store="links",verb="add",outcome="failed"}': 1,
      streambot_links_made_total: 1,
      streambot_updates_total: 7,
      streambot_broadcast_running: 1,
      'streambot_broadcast_people{fate="sent"}': 4,
    })
  })

  it('are named as Prometheus asks: a prefix, a unit, and _total for what only grows', async () => {
    const { metrics } = setUp()
    const text = await metrics.text()
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }))
    expect(types.length).toBeGreaterThan(20)
    for (const { name, type } of types) {
      expect([name, /^(streambot|process)_[a-z_]+$/.test(name)]).toEqual([name, true])
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter'])
    }
    expect(metrics.contentType).toMatch(/^text\/plain; version=0\.0\.4/)
  })

  it('are listed in docs/http.md, and no others', async () => {
    const { metrics } = setUp()
    const names = [...(await metrics.text()).matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name)
    const text = readFileSync(new URL('../../../../docs/http.md', import.meta.url), 'utf8')
    const listed = new Set([...text.matchAll(/`((?:streambot|process)_\w+)`/g)].map(([, name]) => name))
    expect([...listed].sort()).toEqual([...names].sort())
  })

  it('forget a bot that is gone', async () => {
    let clients = [healthy, cooling]
    const { read } = setUp({ clients: () => clients })
    await read()
    clients = [healthy]
    expect([...(await read()).keys()].filter((name) => name.includes('worker'))).toEqual([])
  })
})
