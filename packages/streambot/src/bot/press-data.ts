/**
 * What a button carries: an action with its arguments, authenticated for the one person it was made for. Telegram passes on whatever a client
 * sends, so that data of one's own making, or copied from another person's buttons, has to be worth nothing. It counts in the person's private chat only.
 *
 * At most 64 bytes: key id (1) ‖ HMAC-SHA256 over person and text, cut to 12 bytes ‖ text. Keys are those of the links, so that all instances
 * know them and they rotate; guessing a tag costs 2^96 presses.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { LinkKey } from '../core/link.js'

const TAG_BYTES = 12
const MAX_TEXT_BYTES = 64 - 1 - TAG_BYTES

export interface PressKeys {
  /** @throws StreamBotError store_unavailable while no key is known */
  readonly signing: LinkKey
  key(id: number): LinkKey | null
}

export interface Action {
  readonly name: string
  readonly args: readonly string[]
}

/** @throws RangeError when it is too long for a button, or an argument has a space */
export function signPress(keys: PressKeys, userId: number, { name, args }: Action): Uint8Array {
  if ([name, ...args].some((word) => !/^[^\s]+$/.test(word))) throw new RangeError('An argument is a word')
  const text = Buffer.from([name, ...args].join(' '))
  if (text.length > MAX_TEXT_BYTES) throw new RangeError('This is too much for a button')
  const key = keys.signing
  return Buffer.concat([Buffer.of(key.id), tagOf(key, userId, text), text])
}

/** null for whatever was not made for this person, or with a key that is retired. */
export function verifyPress(keys: PressKeys, userId: number, data: Uint8Array): Action | null {
  const [keyId] = data
  const key = keyId === undefined ? null : keys.key(keyId)
  if (!key || data.length <= 1 + TAG_BYTES) return null
  const text = Buffer.from(data.subarray(1 + TAG_BYTES))
  if (!timingSafeEqual(data.subarray(1, 1 + TAG_BYTES), tagOf(key, userId, text))) return null
  const [name = '', ...args] = text.toString().split(' ')
  return { name, args }
}

function tagOf(key: LinkKey, userId: number, text: Uint8Array): Uint8Array {
  return createHmac('sha256', macKeyOf(key)).update(`${userId} `).update(text).digest().subarray(0, TAG_BYTES)
}

/** Derived once per key object; goes with it. */
const macKeys = new WeakMap<LinkKey, Uint8Array>()

function macKeyOf(key: LinkKey): Uint8Array {
  let macKey = macKeys.get(key)
  if (!macKey) macKeys.set(key, (macKey = new Uint8Array(hkdfSync('sha256', key.secret, '', 'streambot button', 32))))
  return macKey
}
