/**
 * All constructors of all known layers. Ids are hashes of declarations, so reading needs one map;
 * writing picks the declaration of the layer the session announced.
 */
import { layer198 } from './layers/layer-198.js'
import { apiConstructors, currentLayer, mtprotoConstructors, type TlConstructor } from './schema.js'
import { parseTl } from './tl-text.js'

export class Catalogue {
  readonly #byId = new Map<number, TlConstructor>()
  readonly #layers: { upTo: number; names: ReadonlyMap<string, TlConstructor> }[]

  constructor() {
    const current = new Map([...apiConstructors, ...mtprotoConstructors].map((each) => [each.name, each]))
    const older = parseTl(layer198, current)
    // The newest declaration wins an id, should one ever be reused.
    for (const each of [...older, ...current.values()]) this.#byId.set(each.id, each)
    this.#layers = [
      // Layer 199 changed nothing in it.
      { upTo: 199, names: new Map([...current, ...older.map((each) => [each.name, each] as const)]) },
      { upTo: Number.POSITIVE_INFINITY, names: current },
    ]
  }

  byId(id: number): TlConstructor | undefined {
    return this.#byId.get(id)
  }

  /** Constructors by name as clients of `layer` read them. */
  layer(layer: number): ReadonlyMap<string, TlConstructor> {
    const found = this.#layers.find(({ upTo }) => layer <= upTo)
    if (!found) throw new Error(`no layer ${layer}`)
    return found.names
  }

  get current(): ReadonlyMap<string, TlConstructor> {
    return this.layer(currentLayer)
  }
}

export const catalogue = new Catalogue()
