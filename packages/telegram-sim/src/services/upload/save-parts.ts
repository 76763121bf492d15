import { requireAccount } from '../callers.js'
import type { ServiceContext } from '../context.js'

/** Parts may go to any data centre the account is logged in at; the simulator keeps one store for all. */
export function registerSaveParts({ dispatcher, world }: ServiceContext): void {
  dispatcher.register('upload.saveFilePart', async (caller, request) => {
    const account = requireAccount(world, caller)
    await world.uploads.saveSmall(account.id, request.fileId.toString(), request.filePart, request.bytes)
    return true
  })

  dispatcher.register('upload.saveBigFilePart', async (caller, request) => {
    const account = requireAccount(world, caller)
    const part = { index: request.filePart, total: request.fileTotalParts, bytes: request.bytes }
    await world.uploads.saveBig(account, request.fileId.toString(), part)
    return true
  })
}
