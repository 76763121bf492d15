/** What lies in `deploy/`, and programs of other people that its files are for. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export const REPOSITORY = resolve(import.meta.dirname, '../..')
export const DEPLOY = resolve(REPOSITORY, 'deploy')

/** @param name below `deploy/` */
export function deployPath(name: string): string {
  return resolve(DEPLOY, name)
}

export function readDeployed(name: string): string {
  return readFileSync(deployPath(name), 'utf8')
}

const PACKAGES = {
  caddy: 'caddy',
  haproxy: 'haproxy',
  nginx: 'nginx-light',
  openssl: 'openssl',
  promtool: 'prometheus',
  'systemd-analyze': 'systemd',
}

export type Tool = keyof typeof PACKAGES

/** For `describe.skipIf`; then the reason is printed. */
export function areMissing(...tools: readonly Tool[]): boolean {
  const missing = tools.filter((tool) => spawnSync(tool, ['-h'], { stdio: 'ignore' }).error)
  for (const tool of missing) {
    console.warn(`What ${tool} says is not tried: it is not there (Debian: apt-get install ${PACKAGES[tool]}).`)
  }
  return missing.length > 0
}
