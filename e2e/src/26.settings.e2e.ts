/** Every setting that a file of `deploy/` names is one that the server reads, and the files keep what they promise of each other. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { areMissing, DEPLOY, deployPath, readDeployed, REPOSITORY } from './26.deployed.js'
import { parseDockerfile } from './26.dockerfile.js'

/** Of docs/configuration.md, which is tested against what the server reads. */
const SETTINGS = new Set(
  [
    ...readFileSync(resolve(REPOSITORY, 'docs/configuration.md'), 'utf8').matchAll(/^\| `(\w+)` \|.*?\| ([^|]*) \|$/gm),
  ].flatMap(([, name = '', aliases = '']) => [
    name,
    ...[...aliases.matchAll(/`(\w+)`/g)].map(([, alias = '']) => alias),
  ]),
)

/** Words in capitals that are names of somebody else, and whose. */
const OTHERS: Readonly<Record<string, string>> = {
  STREAMBOT_1: 'haproxy.cfg and Caddyfile.several',
  STREAMBOT_2: 'haproxy.cfg and Caddyfile.several',
  STREAMBOT_HTTP: 'haproxy.cfg',
  STREAMBOT_HTTPS: 'haproxy.cfg',
  STREAMBOT_CERTIFICATE: 'haproxy.cfg',
  STREAMBOT_STATUS: 'haproxy.cfg',
  STREAMBOT_PATH: 'haproxy.cfg and Caddyfile',
  STREAMBOT_SITE: 'Caddyfile',
  STREAMBOT_UPSTREAM: 'Caddyfile',
  METH_GET: 'HAProxy',
  METH_HEAD: 'HAProxy',
  AF_INET: 'Linux',
  AF_INET6: 'Linux',
  AF_UNIX: 'Linux',
  AF_NETLINK: 'Linux',
  PATIENCE_MS: 'healthcheck.mjs',
  PATIENCE_SECONDS: 'init-replica-set.js',
}

/** Below `deploy/`. */
const files = readdirSync(DEPLOY, { recursive: true, withFileTypes: true })
  .filter((it) => it.isFile())
  .map((it) => resolve(it.parentPath, it.name).slice(DEPLOY.length + 1))

describe('deploy/', () => {
  it.each(files)('%s names settings that exist', (file) => {
    const named = readDeployed(file).match(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9]\b/g) ?? []
    const unknown = [...new Set(named)].filter((name) => !SETTINGS.has(name) && OTHERS[name] === undefined)
    expect(unknown).toEqual([])
  })

  it('is all in docs/deployment.md', () => {
    const document = readFileSync(resolve(REPOSITORY, 'docs/deployment.md'), 'utf8')
    expect(files.filter((file) => !document.includes(`](../deploy/${file})`))).toEqual([])
  })

  it('names each thing of others somewhere', () => {
    const all = files.map(readDeployed).join('\n')
    expect(Object.keys(OTHERS).filter((name) => !all.includes(name))).toEqual([])
  })
})

describe('settings that a file gives', () => {
  const steps = parseDockerfile(readDeployed('docker/Dockerfile')).flatMap((stage) => stage.steps)
  const given: [string, string[]][] = [
    ['docker/Dockerfile', steps.flatMap((step) => (step.kind === 'env' ? Object.keys(step.values) : []))],
    [
      'systemd/streambot.service',
      [...readDeployed('systemd/streambot.service').matchAll(/^Environment=(\w+)=/gm)].map(namedIn),
    ],
    ['platforms/app.json', Object.keys((JSON.parse(readDeployed('platforms/app.json')) as { env: object }).env)],
    ['platforms/render.yaml', renderKeys()],
    ['platforms/koyeb.sh', koyebNames()],
  ]

  it.each(given)('%s: all of them exist', (_file, names) => {
    expect(names.length).toBeGreaterThan(0)
    expect(names.filter((name) => !SETTINGS.has(name))).toEqual([])
  })

  it.each(['platforms/app.json', 'platforms/render.yaml', 'platforms/koyeb.sh'])(
    '%s: none is missing that the server needs there, where no disk is kept',
    (file) => {
      const names = given.find(([name]) => name === file)?.[1]
      expect(names).toEqual(
        expect.arrayContaining([
          'API_ID',
          'API_HASH',
          'BOT_TOKEN',
          'LOG_CHANNEL',
          'BASE_URL',
          'DATABASE_URL',
          'TRUST_PROXY',
        ]),
      )
    },
  )
})

describe('platforms', () => {
  it('railway.json and render.yaml build the image, and ask it whether it is well', () => {
    const railway = JSON.parse(readDeployed('platforms/railway.json')) as {
      build: { dockerfilePath: string }
      deploy: { healthcheckPath: string; drainingSeconds: number }
    }
    const { services } = parse(readDeployed('platforms/render.yaml')) as {
      services: { dockerfilePath: string; healthCheckPath: string; maxShutdownDelaySeconds: number }[]
    }
    expect(railway.build.dockerfilePath).toBe('deploy/docker/Dockerfile')
    expect(services.map(({ dockerfilePath }) => dockerfilePath)).toEqual(['./deploy/docker/Dockerfile'])
    expect([railway.deploy.healthcheckPath, services[0]?.healthCheckPath]).toEqual(['/healthz', '/healthz'])
    // Longer than downloads may go on by default.
    expect(Math.min(railway.deploy.drainingSeconds, services[0]?.maxShutdownDelaySeconds ?? 0)).toBeGreaterThan(30)
  })

  it('Procfile starts what the build makes, and koyeb.sh is a script', () => {
    expect(readDeployed('platforms/Procfile')).toBe('web: node packages/streambot/dist/main.js\n')
    expect(spawnSync('bash', ['-n', deployPath('platforms/koyeb.sh')]).status).toBe(0)
  })
})

describe('streambot.service', () => {
  const unit = readDeployed('systemd/streambot.service')

  it('waits for downloads longer than they may go on', () => {
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(30)
  })

  describe.skipIf(areMissing('systemd-analyze'))('as systemd sees it', () => {
    const analyze = (...args: string[]) =>
      spawnSync('systemd-analyze', [...args, deployPath('systemd/streambot.service')], { encoding: 'utf8' })

    it('is well-formed', () => {
      const { stdout, stderr } = analyze('verify', '--man=no')
      // Where the program is not installed it says so, and of the machine's own units it says what it likes.
      const about = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('streambot'))
      expect(about.filter((line) => !/is not executable/.test(line))).toEqual([])
    })

    it('is little exposed', () => {
      const { stdout } = analyze('security', '--offline=yes', '--no-pager')
      const [line = '', exposure] = /Overall exposure level for streambot\.service: ([\d.]+).*/.exec(stdout) ?? []
      console.info(line)
      expect(Number(exposure)).toBeLessThan(1.5)
    })
  })
})

function namedIn([, name = '']: RegExpMatchArray): string {
  return name
}

function renderKeys(): string[] {
  const { services } = parse(readDeployed('platforms/render.yaml')) as { services: { envVars: { key: string }[] }[] }
  return services.flatMap(({ envVars }) => envVars.map(({ key }) => key))
}

function koyebNames(): string[] {
  const script = readDeployed('platforms/koyeb.sh')
  const loop = /for name in ([A-Z_ ]+);/.exec(script)?.[1]?.split(' ') ?? []
  return [...loop, ...[...script.matchAll(/--env (\w+)=/g)].map(namedIn)]
}
