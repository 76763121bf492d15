/** The other end of a chat as seen by one account: a person or bot, or a channel. */
export type Peer = { readonly type: 'user'; readonly id: number } | { readonly type: 'channel'; readonly id: number }

export function userPeer(id: number): Peer {
  return { type: 'user', id }
}

export function channelPeer(id: number): Peer {
  return { type: 'channel', id }
}

/** One string per peer, for maps. */
export function peerKey(peer: Peer): string {
  return `${peer.type}:${peer.id}`
}

export function samePeer(left: Peer, right: Peer): boolean {
  return left.type === right.type && left.id === right.id
}
