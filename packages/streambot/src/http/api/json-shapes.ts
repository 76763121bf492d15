/** Our schemas as JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
import { z } from 'zod'

export type Json = Readonly<Record<string, unknown>>

/** Those with a name are kept apart and pointed at. */
export class JsonShapes {
  readonly known: Record<string, unknown> = {}

  input(schema: z.ZodType): Json {
    return this.#convert(schema, 'input')
  }

  output(schema: z.ZodType): Json {
    return this.#convert(schema, 'output')
  }

  parameters(schema: z.ZodObject | null, place: 'path' | 'query'): Json[] {
    if (!schema) return []
    const { properties = {}, required = [] } = this.input(schema) as {
      properties?: Record<string, Json>
      required?: string[]
    }
    return Object.entries(properties).map(([name, { description, ...shape }]) => ({
      name,
      in: place,
      required: required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: shape,
    }))
  }

  /** As a part of something else, so that a schema with a name is pointed at wherever it stands. */
  #convert(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), {
      io,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // The format says it, and people can read it.
        if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
      },
    })
    for (const [id, shape] of Object.entries($defs)) this.known[id] = pointed(shape)
    return pointed(properties?.['it'] ?? {}) as Json
  }
}

function pointed(shape: unknown): unknown {
  return JSON.parse(JSON.stringify(shape).replaceAll('"#/$defs/', '"#/components/schemas/'))
}
