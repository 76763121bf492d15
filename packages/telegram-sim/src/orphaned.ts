/**
 * Resolves when the shell that npm started us in is gone. npm hands a SIGTERM to that shell, which dies of it without
 * passing it on: `kill` of an `npm run sim`, or of the demo, would leave it behind. Without npm, being orphaned is no reason to stop.
 */
const CHECK_EVERY_MS = 250

export function orphanedByNpm(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  if (env.npm_lifecycle_event === undefined) return new Promise(() => {})
  const parent = process.ppid
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(timer)
      resolve()
    }, CHECK_EVERY_MS)
    timer.unref()
  })
}
