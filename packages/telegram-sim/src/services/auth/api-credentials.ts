import { RpcError } from '../../rpc-error.js'
import type { World } from '../../world/world.js'

/** The application's own credentials; any pair will do unless the world was given one. */
export function assertApiCredentials(world: World, offered: { apiId: number; apiHash: string }): void {
  const { credentials } = world
  if (!credentials) return
  const isRight = offered.apiId === credentials.apiId && offered.apiHash === credentials.apiHash
  if (!isRight) throw new RpcError(400, 'API_ID_INVALID')
}
