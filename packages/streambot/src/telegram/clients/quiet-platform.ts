/** The library would write to the console and hook the process's exit; both are ours. */
import type { ICorePlatform } from '@mtcute/core'
import { NodePlatform } from '@mtcute/node'

export class QuietPlatform extends NodePlatform implements ICorePlatform {
  override log = (): void => {}
  override beforeExit = (): (() => void) => () => {}
}
