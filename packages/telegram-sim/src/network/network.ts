/**
 * The shapes in force, settable while running: one for everyone, for a data centre, for an account, or for an account at a data centre.
 * The most specific one wins, whole; connections look theirs up at each packet.
 */
import { type NetworkPreset, networkPresets, type NetworkShape } from './network-shape.js'

/** Whom a shape is for. Absent fields mean any. */
export interface NetworkTarget {
  readonly dcId?: number
  readonly accountId?: number
}

export class Network {
  readonly #shapes = new Map<string, NetworkShape>()

  constructor(shape: NetworkShape | NetworkPreset = 'unlimited') {
    this.set(shape)
  }

  set(shape: NetworkShape | NetworkPreset, target: NetworkTarget = {}): void {
    this.#shapes.set(keyOf(target), typeof shape === 'string' ? networkPresets[shape] : shape)
  }

  /** Takes a target's own shape away; the one for everyone cannot be taken away. */
  clear(target: Required<Pick<NetworkTarget, 'dcId'>> | Required<Pick<NetworkTarget, 'accountId'>>): void {
    this.#shapes.delete(keyOf(target))
  }

  shapeFor(dcId: number, accountId: number | null): NetworkShape {
    if (this.#shapes.size > 1) {
      const own =
        accountId === null
          ? undefined
          : (this.#shapes.get(keyOf({ dcId, accountId })) ?? this.#shapes.get(keyOf({ accountId })))
      const shape = own ?? this.#shapes.get(keyOf({ dcId }))
      if (shape) return shape
    }
    return this.#shapes.get(keyOf({})) ?? networkPresets.unlimited
  }
}

function keyOf({ dcId, accountId }: NetworkTarget): string {
  return `${dcId ?? '*'}/${accountId ?? '*'}`
}
