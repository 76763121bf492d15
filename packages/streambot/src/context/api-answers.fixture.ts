/** Whether the API answers as its own document says. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { LightMyRequestResponse as Response } from 'fastify'
import { toOpenApi } from '../http/api/open-api.js'

/** Throws on an answer that the document does not describe. */
export function answerChecker(): (method: string, path: string, response: Response) => void {
  const document = toOpenApi('', '9.9.9')
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'doc', ...document })
  return (method, url, response) => {
    const path = url.split('?')[0] ?? ''
    const known = Object.keys(document.paths).find((it) =>
      new RegExp(`^${it.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    )
    if (known === undefined) return
    const { responses } = document.paths[known]?.[method.toLowerCase()] as {
      responses: Record<string, { content?: Record<string, { schema: object }> }>
    }
    const promised = responses[response.statusCode]
    if (!promised) throw new Error(`${method} ${known} does not promise ${response.statusCode}: ${response.body}`)
    const type = String(response.headers['content-type'] ?? '').split(';')[0] ?? ''
    if (!promised.content) {
      if (response.body !== '') throw new Error(`${method} ${known} promises no body with ${response.statusCode}`)
      return
    }
    const schema = promised.content[type]?.schema
    if (!schema) throw new Error(`${method} ${known} does not promise ${type} with ${response.statusCode}`)
    const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc#/')) as object)
    if (!validate(response.json())) throw new Error(`${method} ${known}: ${ajv.errorsText(validate.errors)}`)
  }
}
