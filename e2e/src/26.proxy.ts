/**
 * Caddy, nginx and HAProxy as `deploy/` sets them up, on loopback. Caddy and HAProxy take addresses from their environment, so their files are used as they
 * are; in those for nginx the addresses and the certificate's place are replaced, https is left out where nobody asks for it, and nothing else.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { deployPath, readDeployed } from './26.deployed.js'

export type ProxyKind = 'caddy' | 'nginx' | 'haproxy'

export interface ProxyOptions {
  readonly port: number
  /** Where the instances listen. Of several, two are in the files, and each other is added as the files say. HAProxy has one file for one and several. */
  readonly upstreams: readonly number[]
  /** `/files`, or empty. nginx has a file for that one. */
  readonly path?: string
  readonly isSecure?: boolean
}

const STOP_MS = 2_000

interface Command {
  /** Of the program's own look at its file. */
  readonly check: readonly string[]
  readonly run: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export class Proxy implements AsyncDisposable {
  #said = ''

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => (this.#said += data.toString()))
    }
  }

  /** Resolves when it listens. @throws when the program does not take its file */
  static async start(kind: ProxyKind, options: ProxyOptions): Promise<Proxy> {
    const folder = await mkdtemp(join(tmpdir(), `streambot-${kind}-`))
    const { check, run, env } = await COMMANDS[kind](folder, options)
    const surroundings = { PATH: process.env['PATH'], HOME: folder, ...env }
    const [checker = '', ...checkArgs] = check
    const checked = spawnSync(checker, checkArgs, { env: surroundings, encoding: 'utf8', timeout: 20_000 })
    if (checked.status !== 0) {
      await rm(folder, { recursive: true })
      throw new Error(`${kind} refuses its file: ${checked.stdout}${checked.stderr}`)
    }
    const [program = '', ...args] = run
    const proxy = new Proxy(spawn(program, args, { env: surroundings, cwd: folder }), folder)
    try {
      await vi.waitFor(() => reach(options.port), { timeout: 20_000, interval: 50 })
    } catch (error) {
      await proxy[Symbol.asyncDispose]()
      throw new Error(`${kind} does not listen: ${proxy.#said}`, { cause: error })
    }
    return proxy
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** What it wrote so far. */
  get said(): string {
    return this.#said
  }

  /** HAProxy: resolves once it gives visitors to so many instances. */
  async hasUp(count: number): Promise<void> {
    const states = /^haproxy_server_status\{proxy="streambot",server="[^"]+",state="UP"\} 1$/gm
    const up = async () => (await this.#metrics()).match(states)?.length ?? 0
    await expect.poll(up, { timeout: 30_000, interval: 200 }).toBe(count)
  }

  /** HAProxy: bytes that visitors got from an instance. @param instance from 1 on, as in its file */
  async sentBy(instance: number): Promise<number> {
    const sent = new RegExp(
      `^haproxy_server_bytes_out_total\\{proxy="streambot",server="streambot${instance}"\\} (\\d+)$`,
      'm',
    )
    return Number(sent.exec(await this.#metrics())?.[1] ?? NaN)
  }

  async #metrics(): Promise<string> {
    const socketPath = join(this.folder, 'status.sock')
    const [response] = (await once(get({ socketPath, path: '/metrics' }), 'response')) as [IncomingMessage]
    return (await response.toArray()).join('')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit')
      this.child.kill('SIGTERM')
      // Caddy waits for visitors, also for those who left an upload that is stuck.
      const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS)
      await ended
      clearTimeout(timer)
    }
    await rm(this.folder, { recursive: true, force: true })
  }
}

const COMMANDS: Record<ProxyKind, (folder: string, options: ProxyOptions) => Promise<Command>> = {
  async caddy(folder, { port, upstreams: [first, ...others], path = '' }) {
    const file = join(folder, 'Caddyfile')
    const shipped = deployPath(others.length === 0 ? 'caddy/Caddyfile' : 'caddy/Caddyfile.several')
    // Its own API would take a fixed port.
    await writeFile(file, `{\n\tadmin off\n}\nimport ${shipped}\n`)
    const named = ['--config', file, '--adapter', 'caddyfile']
    return {
      check: ['caddy', 'validate', ...named],
      run: ['caddy', 'run', ...named],
      env: {
        STREAMBOT_SITE: `http://127.0.0.1:${port}`,
        STREAMBOT_UPSTREAM: `127.0.0.1:${first}`,
        STREAMBOT_1: `127.0.0.1:${first}`,
        STREAMBOT_2: others.map((upstream) => `127.0.0.1:${upstream}`).join(' '),
        STREAMBOT_PATH: path,
      },
    }
  },

  async nginx(folder, { port, upstreams, path = '', isSecure = false }) {
    const shipped = withUpstreams(
      readDeployed(path === '' ? 'nginx/streambot.conf' : 'nginx/streambot-path.conf'),
      upstreams,
    )
    const { certificate, key } = isSecure ? makeCertificate(folder) : { certificate: '', key: '' }
    const site = replaced(shipped, [
      [/^ +listen \[::\].*\n/gm, ''],
      ...(isSecure ? [] : WITHOUT_HTTPS),
      [/listen 443/g, `listen 127.0.0.1:${port}`],
      [/listen 80;/g, path === '' ? `listen unix:${join(folder, 'http.sock')};` : `listen 127.0.0.1:${port};`],
      [/server_name \S+;/g, 'server_name 127.0.0.1;'],
      [/ssl_certificate \S+;/g, `ssl_certificate ${certificate};`],
      [/ssl_certificate_key \S+;/g, `ssl_certificate_key ${key};`],
      [/include snippets\/streambot-proxy\.conf/g, `include ${deployPath('nginx/streambot-proxy.conf')}`],
    ])
    await writeFile(join(folder, 'site.conf'), site)
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (it) => `${it}_temp_path ${folder}/${it};`,
    )
    const main = [
      'daemon off;',
      ...(process.getuid?.() === 0 ? ['user root;'] : []),
      `pid ${folder}/pid;`,
      'error_log stderr;',
      'events {}',
      // As Debian ships it: what a site has to switch off is on.
      `http { gzip on; access_log ${folder}/access.log; ${temporary.join(' ')} include ${folder}/site.conf; }`,
    ]
    const file = join(folder, 'nginx.conf')
    await writeFile(file, main.join('\n'))
    const command = ['nginx', '-p', folder, '-c', file]
    return { check: [...command, '-t'], run: command, env: {} }
  },

  async haproxy(folder, { port, upstreams: [first, second = first, ...others], path = '', isSecure = false }) {
    const file = await haproxyFile(folder, others)
    const { both } = isSecure ? makeCertificate(folder) : { both: '' }
    const secure = { STREAMBOT_CERTIFICATE: both, STREAMBOT_HTTPS: `127.0.0.1:${port}` }
    return {
      check: ['haproxy', '-c', '-f', file],
      run: ['haproxy', '-db', '-f', file],
      env: {
        STREAMBOT_HTTP: isSecure ? `unix@${join(folder, 'http.sock')}` : `127.0.0.1:${port}`,
        ...(isSecure ? secure : {}),
        STREAMBOT_STATUS: `unix@${join(folder, 'status.sock')}`,
        STREAMBOT_1: `127.0.0.1:${first}`,
        STREAMBOT_2: `127.0.0.1:${second}`,
        STREAMBOT_PATH: path,
      },
    }
  },
}

const WITHOUT_HTTPS: readonly (readonly [RegExp, string])[] = [
  [/ ssl http2;/g, ';'],
  [/^ +ssl_certificate.*\n/gm, ''],
]

/** A site with the addresses of its one instance, or with the upstream for several in the place of its own. */
function withUpstreams(site: string, [first, ...others]: readonly number[]): string {
  if (others.length === 0) return site.replace('server 127.0.0.1:8080;', `server 127.0.0.1:${first};`)
  const several = readDeployed('nginx/streambot-several.conf')
  const [second, ...more] = others.map((port) => `server 127.0.0.1:${port} max_fails=1 fail_timeout=1s;`)
  const upstream = several
    .replace('127.0.0.1:8081', `127.0.0.1:${first}`)
    .replace(/server 127\.0\.0\.1:8082 .*/, () => [second, ...more].join('\n'))
  return site.replace(/^upstream streambot \{[^}]*\}/m, () => upstream)
}

/** The file as it is, with a line more for each other instance, as it says. */
async function haproxyFile(folder: string, others: readonly number[]): Promise<string> {
  if (others.length === 0) return deployPath('haproxy/haproxy.cfg')
  const lines = others.map((port, at) => `    server streambot${at + 3} 127.0.0.1:${port}\n`)
  const shipped = readDeployed('haproxy/haproxy.cfg')
  const file = join(folder, 'haproxy.cfg')
  const extended = shipped.replace(/^ +server streambot2 .*\n/m, (line) => line + lines.join(''))
  if (extended === shipped) throw new Error('There is no second instance in the file for HAProxy')
  await writeFile(file, extended)
  return file
}

/** Each has to be there: a file that was changed is not tried with addresses it does not have. */
function replaced(text: string, replacements: readonly (readonly [RegExp, string])[]): string {
  let result = text
  for (const [pattern, replacement] of replacements) result = result.replaceAll(pattern, () => replacement)
  const left = /127\.0\.0\.1:808\d|letsencrypt|snippets\/|example\.org;|listen (80|443)/.exec(
    result.replaceAll(/^#.*$/gm, ''),
  )
  if (left) throw new Error(`In nginx's file something was not replaced: ${left[0]}`)
  return result
}

function makeCertificate(folder: string): { certificate: string; key: string; both: string } {
  const [certificate, key, both] = ['certificate.pem', 'key.pem', 'both.pem'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const made = spawnSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
    ],
    { encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`)
  writeFileSync(both, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'))
  return { certificate, key, both }
}

async function reach(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.destroy()
}
