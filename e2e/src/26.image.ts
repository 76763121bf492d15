/**
 * The image without an engine: each stage of the Dockerfile is a folder that is entered by chroot, with this machine's programs for those of the image it
 * begins with. All instructions are carried out as they stand, but those that a test says it replaces.
 */
import { execFile, spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { REPOSITORY } from './26.deployed.js'
import { createIgnore, parseDockerfile, type Stage } from './26.dockerfile.js'

/** Of one step. npm may have to fetch what its cache does not hold. */
const STEP_MS = 400_000
/** As images of Node.js have it. */
const NODE_USER = 1000

/** Prepares what a stage sees besides its own files, as the image it begins with would. `$1` is its folder. */
const MOUNTS = `set -e
root=$1
mount --bind "$root" "$root"
for place in usr dev proc etc/ssl etc/alternatives; do
  mkdir -p "$root/$place"
  mount --rbind "/$place" "$root/$place"
done
mkdir -p "$root/tmp"
mount -t tmpfs tmpfs "$root/tmp"
`

/** npm's cache, under the name that the steps find in their environment. */
const CACHE = '/npm-cache'

export interface BuiltImage {
  /** What is put before the program, for it to run in the image as a container would: read-only but for /data and /tmp, as its user. */
  readonly through: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly entrypoint: readonly string[]
  readonly healthcheck: readonly string[]
  /** Its files, seen from outside. */
  readonly folder: string
}

/** Why there can be none here; null: there can. */
export function whyNoImage(): string | null {
  if (!process.execPath.startsWith('/usr/')) return 'Node.js is not one of the system, in /usr'
  const tried = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { encoding: 'utf8' })
  return tried.status === 0 ? null : `nothing can be mounted here: ${tried.stderr ?? tried.error}`
}

/** Instead of a step: told where the stage's files are. */
export type Replacements = readonly (readonly [command: string, instead: (folder: string) => Promise<void>])[]

export class ImageBuild implements AsyncDisposable {
  private constructor(
    private readonly folder: string,
    private readonly stages: readonly Stage[],
    private readonly isIgnored: (path: string) => boolean,
  ) {}

  static async create(dockerfile: string, dockerignore: string): Promise<ImageBuild> {
    const folder = await mkdtemp(join(tmpdir(), 'streambot-image-'))
    return new ImageBuild(folder, parseDockerfile(dockerfile), createIgnore(dockerignore))
  }

  async run(replacements: Replacements): Promise<BuiltImage> {
    let built: BuiltImage | null = null
    for (const [index, stage] of this.stages.entries()) {
      built = await this.#build(stage, this.#folderOf(stage.name ?? String(index)), replacements)
    }
    if (!built) throw new Error('The Dockerfile has no stage')
    return built
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }

  #folderOf(stage: string): string {
    return join(this.folder, stage)
  }

  async #build(stage: Stage, folder: string, replacements: Replacements): Promise<BuiltImage> {
    await layOut(folder)
    let workdir = '/'
    let user = 'root'
    let [entrypoint, healthcheck]: (readonly string[])[] = [[], []]
    const env: Record<string, string> = {}
    for (const step of stage.steps) {
      switch (step.kind) {
        case 'workdir':
          workdir = step.value
          await mkdir(join(folder, workdir), { recursive: true })
          break
        case 'copy':
          for (const source of step.sources) {
            const to = join(folder, step.to.startsWith('/') ? '' : workdir, step.to)
            await (step.from === null
              ? copy(join(REPOSITORY, source), to, step.to, (path) => this.isIgnored(relative(REPOSITORY, path)))
              : copy(join(this.#folderOf(step.from), source), to, step.to, () => false))
          }
          break
        case 'run': {
          const instead = replacements.find(([command]) => command === step.command)?.[1]
          await (instead ? instead(folder) : runIn(folder, workdir, step.command))
          break
        }
        case 'env':
          Object.assign(env, step.values)
          break
        case 'user':
          user = step.value
          break
        case 'entrypoint':
          entrypoint = step.command
          break
        case 'healthcheck':
          healthcheck = step.command
          break
        case 'volume':
        case 'expose':
        case 'label':
          break
      }
    }
    const through = toContainer(folder, workdir, user)
    return { through, env, entrypoint: entrypoint ?? [], healthcheck: healthcheck ?? [], folder }
  }
}

/** What every image has. */
async function layOut(folder: string): Promise<void> {
  await mkdir(join(folder, 'etc'), { recursive: true })
  const links = ['bin', 'lib', 'lib64', 'sbin'].map((name) => `ln -s usr/${name} "$1/${name}"`)
  const files = ['resolv.conf', 'hosts', 'nsswitch.conf', 'ld.so.cache'].map((it) => `cp -L /etc/${it} "$1/etc/"`)
  spawnSync('sh', ['-c', [...links, ...files].join('; '), 'sh', folder], { stdio: 'ignore' })
  const people = ['root:x:0:0::/tmp:/bin/sh', `node:x:${NODE_USER}:${NODE_USER}::/tmp:/bin/sh`]
  await writeFile(join(folder, 'etc/passwd'), `${people.join('\n')}\n`)
  await writeFile(join(folder, 'etc/group'), `root:x:0:\nnode:x:${NODE_USER}:\n`)
}

/** As COPY does: what is in a folder, or a file under its name where the target is a folder. */
async function copy(from: string, to: string, written: string, isIgnored: (path: string) => boolean): Promise<void> {
  const isFolder = (await stat(from)).isDirectory()
  const target = isFolder || !/(^\.?|\/)$/.test(written) ? to : join(to, basename(from))
  await mkdir(dirname(target), { recursive: true })
  await cp(from, target, { recursive: true, verbatimSymlinks: true, filter: (path) => !isIgnored(path) })
}

async function runIn(folder: string, workdir: string, command: string): Promise<void> {
  const enter = `${MOUNTS}
mkdir -p "$root${CACHE}" "$4"
mount --bind "$4" "$root${CACHE}"
exec chroot "$root" /bin/sh -c 'cd "$1" && exec /bin/sh -c "$2"' sh "$2" "$3"`
  const [cache, registry] = [npmConfig('cache'), npmConfig('registry')]
  const args = ['--mount', '--propagation', 'private', 'sh', '-c', enter, 'sh', folder, workdir, command, cache]
  // How this machine reaches the registry, and nothing else of what npm tells its scripts.
  const network = Object.entries(process.env).filter(([name]) => /(^|_)(proxy|certs?|ssl)(_|$)/i.test(name))
  const settings = { npm_config_cache: CACHE, npm_config_registry: registry, npm_config_prefer_offline: 'true' }
  try {
    await promisify(execFile)('unshare', args, {
      timeout: STEP_MS,
      maxBuffer: 16 * 1024 * 1024,
      env: { PATH: process.env['PATH'], HOME: '/tmp', ...Object.fromEntries(network), ...settings },
    })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`RUN ${command} failed: ${stdout}${stderr}`, { cause: error })
  }
}

function npmConfig(name: string): string {
  return spawnSync('npm', ['config', 'get', name], { encoding: 'utf8' }).stdout.trim()
}

/** Read-only, without privileges: what compose.yaml asks an engine for. */
function toContainer(folder: string, workdir: string, user: string): string[] {
  const id = user === 'node' ? NODE_USER : 0
  const enter = `${MOUNTS}
mount --bind "$root/data" "$root/data"
mount -o remount,ro,bind "$root"
workdir=$2
user=$3
shift 3
exec chroot "$root" setpriv --no-new-privs --reuid "$user" --regid "$user" --clear-groups --bounding-set=-all --inh-caps=-all \
  sh -c 'cd "$1" && shift && exec "$@"' sh "$workdir" "$@"`
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', enter, 'sh', folder, workdir, String(id)]
}

/** In bytes, of a folder and all below. */
export async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((it) => it.isFile()).map((it) => stat(join(it.parentPath, it.name)))
  return (await Promise.all(files)).reduce((sum, it) => sum + it.size, 0)
}
