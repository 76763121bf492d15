/** What an answer depends on besides the address, one list for all who add to it (RFC 9110 §12.5.5). */
import type { FastifyReply } from 'fastify'

export function addVary(reply: FastifyReply, name: string): void {
  const said = reply.getHeader('vary')
  if (typeof said !== 'string') reply.header('vary', name)
  else if (!said.split(', ').includes(name)) reply.header('vary', `${said}, ${name}`)
}
