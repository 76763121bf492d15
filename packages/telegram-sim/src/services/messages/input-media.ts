/** InputMedia → what a message will carry: fresh uploads are stored, known files are checked, small things kept as they are. */
import Long from 'long'
import type { tl } from '@mtcute/core'
import { RpcError } from '../../rpc-error.js'
import type { Account } from '../../world/account.js'
import { kindOfAttributes } from '../../world/file-attributes.js'
import { photoSizes, thumbnailOf } from '../../world/image-sizes.js'
import type { FileRecord } from '../../world/file-record.js'
import type { Media } from '../../world/media.js'
import type { World } from '../../world/world.js'
import { requireStoredFile } from '../stored-files.js'
import { assembleUpload } from './input-file.js'

const LARGEST_PHOTO_BYTES = 10 * 1_048_576
/** Pictures are not decoded; every uploaded photo claims this size. */
const PHOTO_SIDES = { width: 1280, height: 960 }

/** `dcId` is where fresh uploads are stored. */
export async function resolveMedia(
  world: World,
  account: Account,
  input: tl.TypeInputMedia,
  dcId: number,
): Promise<Media> {
  switch (input._) {
    case 'inputMediaUploadedDocument':
      return await storeDocument(world, account, input, dcId)
    case 'inputMediaUploadedPhoto':
      return await storePhoto(world, account, input, dcId)
    case 'inputMediaDocument':
    case 'inputMediaPhoto':
      return knownFile(world, account, input)
    case 'inputMediaContact': {
      const { phoneNumber, firstName, lastName, vcard } = input
      const userId = world.accounts.findPhone(phoneNumber)?.id ?? 0
      return plain({ _: 'messageMediaContact', phoneNumber, firstName, lastName, vcard, userId })
    }
    case 'inputMediaGeoPoint':
      return plain({ _: 'messageMediaGeo', geo: toGeo(input.geoPoint) })
    case 'inputMediaVenue': {
      const { title, address, provider, venueId, venueType } = input
      const geo = toGeo(input.geoPoint)
      return plain({ _: 'messageMediaVenue', geo, title, address, provider, venueId, venueType })
    }
    case 'inputMediaDice': {
      const value = 1 + ((world.randomness.bytes(1)[0] ?? 0) % 6)
      return plain({ _: 'messageMediaDice', value, emoticon: input.emoticon })
    }
    case 'inputMediaPhotoExternal':
    case 'inputMediaDocumentExternal':
      // The simulator fetches nothing.
      throw new RpcError(400, 'WEBPAGE_CURL_FAILED')
    case 'inputMediaEmpty':
      throw new RpcError(400, 'MEDIA_EMPTY')
    default:
      throw new RpcError(400, 'MEDIA_INVALID')
  }
}

async function storeDocument(
  world: World,
  account: Account,
  input: tl.RawInputMediaUploadedDocument,
  dcId: number,
): Promise<Media> {
  const content = await assembleUpload(world, account, input.file)
  const thumb = input.thumb ? await assembleUpload(world, account, input.thumb) : null
  const { attributes, mimeType } = input
  const sizes = thumb ? [thumbnailOf(thumb)] : []
  const kind = kindOfAttributes(input.forceFile ? [] : attributes)
  const file = world.files.add({ kind, dcId, content, mimeType, attributes, sizes })
  const cover = coverOf(world, account, input)
  return { type: 'file', file, spoiler: input.spoiler ?? false, ttlSeconds: input.ttlSeconds ?? null, cover }
}

async function storePhoto(
  world: World,
  account: Account,
  input: tl.RawInputMediaUploadedPhoto,
  dcId: number,
): Promise<Media> {
  const content = await assembleUpload(world, account, input.file)
  if (content.size === 0) throw new RpcError(400, 'IMAGE_PROCESS_FAILED')
  if (content.size > LARGEST_PHOTO_BYTES) throw new RpcError(400, 'PHOTO_SAVE_FILE_INVALID')
  const sizes = photoSizes(content, PHOTO_SIDES.width, PHOTO_SIDES.height, world.messenger.newAlbumId())
  const file = world.files.add({ kind: 'photo', dcId, content, mimeType: 'image/jpeg', attributes: [], sizes })
  return { type: 'file', file, spoiler: input.spoiler ?? false, ttlSeconds: input.ttlSeconds ?? null }
}

function knownFile(world: World, account: Account, input: tl.RawInputMediaDocument | tl.RawInputMediaPhoto): Media {
  const { id } = input
  if (id._ !== 'inputDocument' && id._ !== 'inputPhoto') throw new RpcError(400, 'MEDIA_EMPTY')
  const file = requireStoredFile(world, account, id, id._ === 'inputPhoto', 'MEDIA_EMPTY')
  const cover = input._ === 'inputMediaDocument' ? coverOf(world, account, input) : null
  return { type: 'file', file, spoiler: input.spoiler ?? false, ttlSeconds: input.ttlSeconds ?? null, cover }
}

/** A photo that was uploaded before (core.telegram.org/constructor/inputMediaUploadedDocument, video_cover). */
function coverOf(
  world: World,
  account: Account,
  { videoCover }: tl.RawInputMediaUploadedDocument | tl.RawInputMediaDocument,
): FileRecord | null {
  if (videoCover?._ !== 'inputPhoto') return null
  return requireStoredFile(world, account, videoCover, true, 'MEDIA_EMPTY')
}

function toGeo(point: tl.TypeInputGeoPoint): tl.TypeGeoPoint {
  if (point._ === 'inputGeoPointEmpty') return { _: 'geoPointEmpty' }
  return { _: 'geoPoint', lat: point.lat, long: point.long, accessHash: Long.ZERO }
}

function plain(media: tl.TypeMessageMedia): Media {
  return { type: 'plain', media }
}
