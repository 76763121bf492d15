/** The three ways in which programs send files: as they are, in a form, and in pieces that can be resumed. */
import type { FastifyInstance } from 'fastify'
import { ApiError } from '../api-error.js'
import { isForm, takeForm } from './form-upload.js'
import { registerPutRoute } from './put-upload.js'
import { registerTusRoutes } from './tus-routes.js'
import { UploadDoor, type UploadDoorDeps } from './upload-door.js'

export function registerUploads(app: FastifyInstance, deps: UploadDoorDeps): void {
  // In a scope of its own: nobody else takes bytes as they are.
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    const door = new UploadDoor(deps)
    registerPutRoute(scope, door)
    registerTusRoutes(scope, {
      door,
      actions: deps.actions,
      takeOther: async (call, request, reply) => {
        if (request.headers['tus-resumable'] !== undefined) return false
        if (!isForm(request)) {
          throw new ApiError(
            'invalid_input',
            'body: must be a form (multipart/form-data), or an upload by the tus protocol (Tus-Resumable: 1.0.0).',
          )
        }
        await takeForm(call, request, reply)
        return true
      },
    })
    done()
  })
}
