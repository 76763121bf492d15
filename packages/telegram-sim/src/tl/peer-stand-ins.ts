/**
 * Telegram takes an InputPeer where a method's declaration says InputUser or InputChannel, and a widespread client library
 * (Pyrogram) sends nothing else. The fields are the same; only the name changes.
 */
const standIns: Record<string, Record<string, string>> = {
  InputChannel: {
    inputPeerEmpty: 'inputChannelEmpty',
    inputPeerChannel: 'inputChannel',
    inputPeerChannelFromMessage: 'inputChannelFromMessage',
  },
  InputUser: {
    inputPeerEmpty: 'inputUserEmpty',
    inputPeerSelf: 'inputUserSelf',
    inputPeerUser: 'inputUser',
    inputPeerUserFromMessage: 'inputUserFromMessage',
  },
}

/** The constructor of `type` meant by `constructor`, or undefined when it cannot stand there. */
export function meantBy(constructor: string, type: string): string | undefined {
  return standIns[type]?.[constructor]
}
