/**
 * Builds build/aes-ige.node when the package is installed; `node install.mjs [build folder]`.
 * Never fails an installation: where the addon cannot be built it says why in one line, exits 0, and WebAssembly is used.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const COMPILER_TIMEOUT_MS = 120_000
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = process.argv[2] ?? join(here, 'build')

try {
  await build()
  console.log(`aes-ige: native addon built for ${process.platform}-${process.arch}`)
} catch (error) {
  console.log(`aes-ige: no native addon (${oneLine(error)}); WebAssembly will be used, which is slower`)
}

async function build() {
  const flags = flagsFor(process.platform, process.arch)
  // Imported here, so that its absence too is only a line.
  const { default: headers } = await import('node-api-headers')
  const [compiler, ...compilerArguments] = (process.env.CC?.trim() || 'cc').split(/\s+/)
  mkdirSync(folder, { recursive: true })
  // Built aside and moved into place, so that a running process never sees half an addon.
  const unfinished = join(folder, `aes-ige.${process.pid}.node`)
  const sources = ['addon.c', 'addon-many.c', 'allocator.c', 'ige.c', 'lanes.c', 'thread.c'].map((name) =>
    join(here, 'native', name),
  )
  try {
    run(compiler, [
      ...compilerArguments,
      ...['-std=gnu11', '-O3', '-Wall', '-Wextra', '-fPIC', '-fvisibility=hidden', '-shared', '-DNAPI_VERSION=8'],
      ...[...flags, `-I${headers.include_dir}`, '-o', unfinished, ...sources],
    ])
    // Another process loads it first: an addon that crashes must not take the installation with it.
    run(process.execPath, ['-e', 'require(process.argv[1])', unfinished])
    renameSync(unfinished, join(folder, 'aes-ige.node'))
  } finally {
    rmSync(unfinished, { force: true })
  }
}

function flagsFor(platform, arch) {
  if (platform !== 'linux' && platform !== 'darwin') throw new Error(`nothing to build for ${platform}`)
  const linking = platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []
  if (arch === 'x64') return linking
  if (arch === 'arm64') return ['-march=armv8-a+crypto', ...linking]
  throw new Error(`nothing to build for ${arch} processors`)
}

function run(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8', timeout: COMPILER_TIMEOUT_MS })
  if (result.error) {
    if (result.error.code === 'ENOENT') throw new Error(`${command} is not installed`)
    throw result.error
  }
  if (result.status === 0) return
  const firstError = result.stderr.split('\n').find((line) => /error/i.test(line))
  throw new Error(
    `${command} ended with ${result.status ?? result.signal}${firstError ? `: ${firstError.trim()}` : ''}`,
  )
}

function oneLine(error) {
  return String(error instanceof Error ? error.message : error).replace(/\s+/g, ' ')
}
