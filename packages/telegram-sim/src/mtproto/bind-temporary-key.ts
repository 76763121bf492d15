/** auth.bindTempAuthKey: a temporary key becomes a permanent one's, proven by a message under the latter (core.telegram.org/api/pfs). */
import type { AesIge } from '@streambot/aes-ige'
import type { tl } from '@mtcute/core'
import type Long from 'long'
import { RpcError } from '../rpc-error.js'
import { openBindMessage } from './bind-message.js'
import type { KeyStore } from './key-store.js'
import { toBigInt } from './long-bigint.js'
import type { Arrival } from './message-router.js'
import { PermanentKey, TemporaryKey } from './server-key.js'
import type { SessionRegistry } from './session-registry.js'

export interface BindDeps {
  readonly aes: AesIge
  readonly keys: KeyStore
  readonly sessions: SessionRegistry
}

export function bindTemporaryKey(
  { key, session, messageId }: Pick<Arrival, 'key' | 'session' | 'messageId'>,
  request: tl.auth.RawBindTempAuthKeyRequest,
  { aes, keys, sessions }: BindDeps,
): true {
  if (!(key instanceof TemporaryKey)) throw new RpcError(400, 'TEMP_AUTH_KEY_EMPTY')
  const permanent = keys.find(keyId(request.permAuthKeyId))
  const bind = permanent && openBindMessage(request.encryptedMessage, permanent, aes)
  const isProven =
    bind &&
    bind.messageId === messageId &&
    bind.inner.nonce.eq(request.nonce) &&
    bind.inner.expiresAt === request.expiresAt &&
    keyId(bind.inner.tempAuthKeyId) === key.id &&
    keyId(bind.inner.permAuthKeyId) === permanent.id &&
    toBigInt(bind.inner.tempSessionId) === session.number
  if (!isProven || !(permanent instanceof PermanentKey)) throw new RpcError(400, 'ENCRYPTED_MESSAGE_INVALID')
  if (key.permanent && key.permanent !== permanent) throw new RpcError(400, 'TEMP_AUTH_KEY_ALREADY_BOUND')
  if (!key.permanent) {
    key.permanent = permanent
    sessions.adopt(key)
  }
  return true
}

function keyId(id: Long): string {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(toBigInt(id))
  return bytes.toString('hex')
}
