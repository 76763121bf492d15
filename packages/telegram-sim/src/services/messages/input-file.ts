import type { tl } from '@mtcute/core'
import { RpcError } from '../../rpc-error.js'
import type { Account } from '../../world/account.js'
import type { FileContent } from '../../world/file-content.js'
import type { World } from '../../world/world.js'

/** The whole that was uploaded in parts. A part that never came answers FILE_PART_x_MISSING. */
export async function assembleUpload(world: World, account: Account, file: tl.TypeInputFile): Promise<FileContent> {
  switch (file._) {
    case 'inputFile':
      return await world.uploads.assembleSmall(account.id, file.id.toString(), file.parts, file.md5Checksum)
    case 'inputFileBig':
      return await world.uploads.assembleBig(account.id, file.id.toString(), file.parts)
    case 'inputFileStoryDocument':
      throw new RpcError(400, 'MEDIA_INVALID')
  }
}
