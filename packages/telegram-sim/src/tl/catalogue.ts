/**
 * All constructors of all known layers. Ids are hashes of declarations, so reading needs one map;
 * writing picks the declaration of the layer the session announced.
 */
import { olderLayers } from './layers/older-layers.js'
import { apiConstructors, currentLayer, mtprotoConstructors, type TlConstructor } from './schema.js'
import { parseTl } from './tl-text.js'

type Names = ReadonlyMap<string, TlConstructor>

export class Catalogue {
  readonly #byId = new Map<number, TlConstructor>()
  /** From today's to the oldest: what a layer calls otherwise than the one before it here, and until which layer. */
  readonly #layers: { upTo: number; older: readonly TlConstructor[] }[]
  /** By index of #layers; made when a client of that layer comes. */
  readonly #names: Names[]

  constructor() {
    const current = new Map([...apiConstructors, ...mtprotoConstructors].map((each) => [each.name, each]))
    const older = olderLayers.map(({ upTo, text }) => ({ upTo, older: parseTl(text, current) }))
    this.#layers = [{ upTo: Number.POSITIVE_INFINITY, older: [] }, ...older]
    this.#names = [current]
    // The newest declaration wins an id, should one ever be reused.
    for (const each of [...older.flatMap((layer) => layer.older), ...current.values()]) this.#byId.set(each.id, each)
  }

  byId(id: number): TlConstructor | undefined {
    return this.#byId.get(id)
  }

  /** Constructors by name as clients of `layer` read them; a layer before the oldest known is taken for that. */
  layer(layer: number): Names {
    return this.#namesAt(this.#layers.findLastIndex(({ upTo }) => layer <= upTo))
  }

  get current(): Names {
    return this.layer(currentLayer)
  }

  #namesAt(index: number): Names {
    const known = this.#names[index]
    if (known) return known
    const older = this.#layers[index]?.older ?? []
    return (this.#names[index] = new Map([
      ...this.#namesAt(index - 1),
      ...older.map((each) => [each.name, each] as const),
    ]))
  }
}

export const catalogue = new Catalogue()
