/** Somebody with files and an app password, and what their programs get below `/dav`. */
import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Person } from './14.person.js'
import { run, temporaryFolder, type Program } from './20.programs.js'
import { answerOf, type Answer } from './readers.js'
import type { FileLinks, TestServer } from './test-server.js'

const PATIENCE_MS = 20_000

export class DavOwner {
  private constructor(
    private readonly server: TestServer,
    readonly person: Person,
    readonly password: string,
  ) {}

  /** Makes an app password as people do: by a button in the chat. */
  static async new(server: TestServer, firstName: string): Promise<DavOwner> {
    const person = Person.new(server, firstName)
    return new DavOwner(
      server,
      person,
      passwordIn((await person.click(await person.say('/webdav'), 'New password')).text),
    )
  }

  get user(): string {
    return `${this.person.account.id}`
  }

  /** As it is written into programs. */
  get url(): string {
    return `${this.server.baseUrl}/dav/`
  }

  /** The same with the password in it. */
  urlOf(path: string): string {
    const url = new URL(path, this.url)
    url.username = this.user
    url.password = this.password
    return url.href
  }

  get authorization(): string {
    return `Basic ${Buffer.from(`${this.user}:${this.password}`).toString('base64')}`
  }

  async ask(method: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const all = { authorization: this.authorization, ...headers }
    return answerOf(await fetch(new URL(path, this.url), { method, headers: all, redirect: 'manual' }))
  }

  /** The address exactly as it is written here: `fetch` would tidy it up. @returns the status */
  async askExactly(method: string, target: string): Promise<number> {
    const { hostname, port, host } = new URL(this.url)
    const socket = connect(Number(port), hostname)
    socket.end(
      `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${this.authorization}\r\nDepth: 0\r\nConnection: close\r\n\r\n`,
    )
    let text = ''
    for await (const chunk of socket) text += String(chunk)
    return Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])
  }

  /** The addresses in a PROPFIND of depth 1, but the folder's own. */
  async list(path = ''): Promise<string[]> {
    const { body, status } = await this.ask('PROPFIND', path, { depth: '1' })
    if (status !== 207) throw new Error(`PROPFIND ${path}: ${status}`)
    const hrefs = [...body.toString().matchAll(/<D:href>([^<]*)<\/D:href>/g)].map(([, href = '']) => href)
    return hrefs.slice(1).map((href) => href.replaceAll('&#39;', "'"))
  }

  /** The folder of this month. */
  async folder(): Promise<string> {
    const [href = ''] = await this.list()
    return href.slice('/dav/'.length)
  }

  send(fileId: string): Promise<FileLinks> {
    return this.server.linkAgain(fileId, this.person.account)
  }

  /** rclone, configured by flags alone. */
  async rclone(...args: readonly string[]): Promise<Buffer> {
    const obscured = (await run('rclone', 'obscure', this.password)).stdout.toString().trim()
    const options = ['--webdav-url', this.url, '--webdav-vendor', 'other', '--webdav-user', this.user]
    const all = ['--config', '/dev/null', ...options, '--webdav-pass', obscured, '--retries', '1', ...args]
    return (await run('rclone', ...all)).stdout
  }

  /** cadaver, which reads its password from `~/.netrc` and commands from a person. */
  async cadaver(...commands: readonly string[]): Promise<string> {
    const home = await temporaryFolder()
    const { hostname } = new URL(this.url)
    const netrc = `machine ${hostname}\nlogin ${this.user}\npassword ${this.password}\n`
    await writeFile(join(home, '.netrc'), netrc, { mode: 0o600 })
    return runWith('cadaver', [this.url], `${commands.join('\n')}\nquit\n`, { HOME: home })
  }
}

export function passwordIn(text: string): string {
  const password = /(?:[a-z2-9]{6}-){3}[a-z2-9]{6}/.exec(text)?.[0]
  if (password === undefined) throw new Error(`There is no app password in: ${text}`)
  return password
}

/** What it prints, however it ends. @param input what a person would type */
export async function runWith(
  program: Program,
  args: readonly string[],
  input: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const running = promisify(execFile)(program, [...args], {
    timeout: PATIENCE_MS,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
  })
  running.child.stdin?.end(input)
  const { stdout, stderr } = await running.catch((error: { stdout: string; stderr: string }) => error)
  return stdout + stderr
}
