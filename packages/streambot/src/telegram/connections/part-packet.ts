/**
 * Where the bytes of an `upload.file` begin in a packet that carries nothing else: auth_key_id 8, msg_key 16, salt 8, session_id 8,
 * message_id 8, seq_no 4, length 4 (core.telegram.org/mtproto/description), rpc_result 4, req_msg_id 8, upload.file 4, type 4,
 * mtime 4, and 4 for the length of bytes longer than 253. In a container everything begins later.
 */
const LONE_PART_OFFSET = 84

/** Telegram may answer several calls in one packet; its buffer then has as many readers. */
export function isAloneInPacket(bytes: Uint8Array): boolean {
  return bytes.byteOffset === LONE_PART_OFFSET
}
