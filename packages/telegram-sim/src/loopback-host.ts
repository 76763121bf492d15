/**
 * Each data centre has a loopback address of its own, since some clients find a data centre by its address.
 * Linux and Windows answer on all of 127.0.0.0/8; other systems only on 127.0.0.1, where ports tell data centres apart.
 */
export function loopbackHost(dcId: number, platform: NodeJS.Platform = process.platform): string {
  return platform === 'linux' || platform === 'win32' ? `127.0.0.${dcId + 1}` : '127.0.0.1'
}
